#include "host/inflate.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "host/archive_source.h"
#include "host/page_buffer.h"
#include "host/peek.h"

namespace culprit::host {
namespace {

constexpr size_t kHeadLeast = 64, kHeadMost = 4096;
constexpr int kWindowLogMost = 27;  // 128 MiB: what the zstd tool itself accepts unasked
constexpr uint64_t kBombBytes = uint64_t{256} << 20, kBombRatio = 1000;

bool is_gzip(Bytes head) { return head.starts_with("\x1f\x8b\x08"); }
bool is_zstd(Bytes head) {
  const uint32_t magic = head.le32(0);
  return magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

/// What a decoder did with some input.
struct Progress {
  size_t used = 0, made = 0;
  bool over = false;  ///< nothing that follows belongs to the data
  std::optional<Error> failed = std::nullopt;
};

/// One decompressor. `run` is called until it makes nothing more of its input; `last`: no more will come.
class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;
  virtual Progress run(Bytes in, uint8_t* out, size_t space, bool last) = 0;
  /// True where the input may end.
  virtual bool at_end() const = 0;
};

Error corrupt(const char* name) {
  return {std::string("The ") + name + " data is damaged; what comes before the damage was read.", "",
          "Get the file again from where it came from."};
}
Error cut(const char* name) {
  return {std::string("The ") + name + " data is cut off; what comes before the cut was read.", "",
          "Get the file again from where it came from."};
}

/// RFC 1952: members one after another; anything else behind a member is padding, as for gzip(1).
class Gunzip final : public Decoder {
 public:
  Gunzip() { ready_ = inflateInit2(&state_, 15 + 16) == Z_OK; }
  ~Gunzip() override { inflateEnd(&state_); }

  Progress run(Bytes in, uint8_t* out, size_t space, bool) override {
    if (!ready_) return {.failed = Error{"There is not enough memory to inflate the file.", "", ""}};
    if (between_ && !in.empty()) {
      if (in[0] != 0x1f) return {.over = true};
      inflateReset(&state_);
      between_ = false;
    }
    return step(in, out, space);
  }
  bool at_end() const override { return between_; }

 private:
  Progress step(Bytes in, uint8_t* out, size_t space) {
    state_.next_in = const_cast<uint8_t*>(in.data());  // zlib's older interface; it only reads
    state_.avail_in = static_cast<uInt>(in.size());
    state_.next_out = out;
    state_.avail_out = static_cast<uInt>(space);
    const int code = ::inflate(&state_, Z_NO_FLUSH);
    Progress p{.used = in.size() - state_.avail_in, .made = space - state_.avail_out};
    if (code == Z_STREAM_END) {
      between_ = true;
      ++members_;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      p.over = members_ != 0 && state_.total_out == 0;  // a byte 1f that begins no member
      if (!p.over) p.failed = corrupt("gzip");
    }
    return p;
  }

  z_stream state_{};
  bool ready_ = false, between_ = false;
  uint64_t members_ = 0;
};

/// RFC 8878; frames, also skippable ones, follow one another without further ado.
class Unzstd final : public Decoder {
 public:
  Unzstd() : state_(ZSTD_createDStream()) {
    if (state_ != nullptr) ZSTD_DCtx_setParameter(state_, ZSTD_d_windowLogMax, kWindowLogMost);
  }
  ~Unzstd() override { ZSTD_freeDStream(state_); }

  // A block at a time, and only when the one before it is given out: where a block is damaged, the library
  // keeps back all that the same call made before it.
  Progress run(Bytes in, uint8_t* out, size_t space, bool last) override {
    if (state_ == nullptr)
      return {.failed = Error{"There is not enough memory to inflate the file.", "", ""}};
    Progress p;
    if (full_) p = step({}, out, space);
    if (p.made == 0 && !p.failed) p = feed(in, out, space, last);
    full_ = p.made == space;
    return p;
  }
  bool at_end() const override { return between_; }

 private:
  // Always whole blocks, in whatever pieces they come: how much of a damaged one is given out depends on it.
  Progress feed(Bytes in, uint8_t* out, size_t space, bool last) {
    if (held_.empty() && in.size() >= wanted_) return step(in.sub(0, wanted_), out, space);
    const Bytes more = in.sub(0, wanted_ - std::min(wanted_, held_.size()));
    held_ += more.text();
    if (held_.size() < wanted_ && !last) return {.used = more.size()};
    Progress p = step(Bytes(held_).sub(0, wanted_), out, space);
    held_.erase(0, p.used);
    p.used = more.size();
    return p;
  }

  Progress step(Bytes in, uint8_t* out, size_t space) {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, space, 0};
    const size_t left = ZSTD_decompressStream(state_, &to, &from);
    Progress p{.used = from.pos, .made = to.pos};
    if (ZSTD_isError(left) != 0) {
      p.failed = refusal(left);
    } else if (p.used != 0 || p.made != 0) {
      between_ = left == 0;
      // What the library asks for ends with the header of the next block, which may be the damaged one.
      wanted_ =
          between_ ? kFrameStart : std::min(left > kBlockHeader ? left - kBlockHeader : left, kMostHeld);
    }
    return p;
  }

  static Error refusal(size_t code) {
    if (ZSTD_getErrorCode(code) != ZSTD_error_frameParameter_windowTooLarge) return corrupt("zstd");
    return {"The zstd data wants more than 128 MiB of memory.", "",
            "Unpack it with zstd --long=31 -d first."};
  }

  static constexpr size_t kFrameStart = 5;  // the magic number and how long the rest of the header is
  static constexpr size_t kBlockHeader = 3;
  static constexpr size_t kMostHeld = 256 * 1024;  // twice the largest block; skippable frames are longer

  ZSTD_DStream* state_;
  std::string held_;  // the beginning of a block
  size_t wanted_ = kFrameStart;
  bool between_ = true, full_ = false;
};

/// Runs a decoder over a source.
class InflateSource final : public ByteSource {
 public:
  InflateSource(std::unique_ptr<ByteSource> inner, std::unique_ptr<Decoder> decoder, const char* name)
      : inner_(std::move(inner)), decoder_(std::move(decoder)), name_(name) {}

  Result<Bytes> next() override {
    if (buffer_.size() == 0) return error("There is not enough memory to inflate the file.");
    size_t filled = 0;
    while (filled == 0 && !over_ && !failed_) filled = fill();
    if (filled != 0 || !failed_) return Bytes{buffer_.data(), filled};
    over_ = true;
    return std::unexpected(*std::exchange(failed_, std::nullopt));
  }

 private:
  // Fills the buffer until it is full, the input piece is used up (an answer now beats a full buffer: the
  // source may be live), or the end.
  size_t fill() {
    size_t filled = 0;
    while (filled < buffer_.size()) {
      Progress p = decoder_->run(in_, buffer_.data() + filled, buffer_.size() - filled, starved_);
      in_ = in_.sub(p.used);
      filled += p.made;
      account(p);
      if (over_ || failed_) break;
      if (p.used != 0 || p.made != 0) continue;
      if ((filled != 0 && in_.empty() && !starved_) || !feed()) break;
    }
    return filled;
  }

  // The decoder makes nothing of what it has: gives it more. False at the end, good or bad.
  bool feed() {
    if (!in_.empty()) {
      failed_ = corrupt(name_);
    } else if (starved_) {
      over_ = decoder_->at_end();
      if (!over_) failed_ = cut(name_);
    } else if (Result<Bytes> piece = inner_->next(); piece) {
      in_ = *piece;
      starved_ = in_.empty();
    } else {
      failed_ = std::move(piece.error());
    }
    return !over_ && !failed_;
  }

  void account(Progress& p) {
    taken_ += p.used;
    given_ += p.made;
    over_ = over_ || p.over;
    if (p.failed) failed_ = std::move(p.failed);
    if (given_ > kBombBytes && given_ / kBombRatio > taken_) {
      failed_ = Error{"The compressed file swells more than a thousandfold; reading stopped.", "",
                      "Check where it comes from; unpack it yourself if you trust it."};
    }
  }

  std::unique_ptr<ByteSource> inner_;
  std::unique_ptr<Decoder> decoder_;
  const char* name_;
  PageBuffer buffer_;
  Bytes in_;
  bool starved_ = false, over_ = false;  // no more input; no more output
  uint64_t taken_ = 0, given_ = 0;
  std::optional<Error> failed_;
};

Result<std::unique_ptr<ByteSource>> unpack(std::unique_ptr<ByteSource> raw, const std::string& name) {
  if (name == "gzip")
    return std::make_unique<InflateSource>(std::move(raw), std::make_unique<Gunzip>(), "gzip");
  if (name == "zstd")
    return std::make_unique<InflateSource>(std::move(raw), std::make_unique<Unzstd>(), "zstd");
  return unpack_stream(std::move(raw), name);
}

std::string compression_of(Bytes head) {
  if (is_gzip(head)) return "gzip";
  if (is_zstd(head)) return "zstd";
  const std::string packing = packed_with(head);
  return is_archive(packing) ? std::string{} : packing;
}

}  // namespace

Result<Input> inflate(std::unique_ptr<ByteSource> raw) {
  constexpr int kMostLayers = 2;  // a log that was compressed once more on its way
  Input input;
  auto plain = std::make_unique<PeekSource>(std::move(raw));
  for (int layer = 0; layer < kMostLayers; ++layer) {
    const std::string name = compression_of(plain->peek(layer == 0 ? 6 : kHeadLeast));
    if (name.empty()) break;
    auto inner = unpack(std::move(plain), name);
    if (!inner) return std::unexpected(inner.error());
    plain = std::make_unique<PeekSource>(std::move(*inner));
    input.compression += (input.compression.empty() ? "" : "+") + name;
  }
  const Bytes head = plain->peek(kHeadLeast).sub(0, kHeadMost);
  input.head.assign(head.data(), head.data() + head.size());
  if (head.empty()) {  // an error at once is better said now
    if (const Result<Bytes> none = plain->next(); !none) return std::unexpected(none.error());
  }
  input.source = std::move(plain);
  return input;
}

}  // namespace culprit::host
