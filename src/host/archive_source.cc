#include "host/archive_source.h"

#include <algorithm>
#include <array>
#include <utility>

#include "capture/reader.h"
#include "host/libarchive.h"

namespace culprit::host {
namespace {

constexpr uint64_t kBombBytes = uint64_t{256} << 20, kBombRatio = 1000;
constexpr size_t kHead = 4096;

struct Packing {
  size_t at;
  std::string_view magic;
  const char* name;
};
using namespace std::string_view_literals;
constexpr std::array kPackings{
    Packing{0,
            "\xfd"
            "7zXZ\0"sv,
            "xz"},
    Packing{0, "BZh"sv, "bzip2"},
    Packing{0, "\x04\x22\x4d\x18"sv, "lz4"},
    Packing{0, "\x1f\x9d"sv, "compress"},
    Packing{0, "LZIP"sv, "lzip"},
    Packing{0, "PK\x03\x04"sv, "zip"},
    Packing{0, "7z\xbc\xaf\x27\x1c"sv, "7z"},
    Packing{257, "ustar"sv, "tar"},
};

Error missing() {
  return {"The library that unpacks this (libarchive) is not installed.", "",
          "Install it, or unpack the file first."};
}

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

/// libarchive over a source of bytes; nothing it does starts another program.
class Unpacker {
 public:
  explicit Unpacker(std::unique_ptr<ByteSource> packed)
      : packed_(std::move(packed)), archive_(archive_read_new()) {}

  bool open(bool members) {
    archive* a = archive_.get();
    if (a == nullptr) return false;
    if (members) {
      archive_read_support_format_zip_streamable(a);
      archive_read_support_format_tar(a);
      archive_read_support_format_7zip(a);
    } else {
      archive_read_support_filter_xz(a);
      archive_read_support_filter_bzip2(a);
      archive_read_support_filter_lz4(a);
      archive_read_support_filter_compress(a);
      archive_read_support_filter_lzip(a);
      archive_read_support_format_raw(a);
    }
    return archive_read_open(a, this, nullptr, &Unpacker::more, nullptr) == ARCHIVE_OK;
  }
  /// False at the end, good or bad.
  bool next_member() {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(archive_.get(), &entry);
    failed_ = code != ARCHIVE_OK && code != ARCHIVE_WARN && code != ARCHIVE_EOF;
    entry_ = entry;
    return code == ARCHIVE_OK || code == ARCHIVE_WARN;
  }
  bool is_file() const {
    return archive_entry_filetype(entry_) == AE_IFREG || archive_entry_filetype(entry_) == 0;
  }
  bool is_locked() const { return archive_entry_is_encrypted(entry_) != 0; }
  std::string name() const {
    const char* name = archive_entry_pathname(entry_);
    return name == nullptr ? "?" : name;
  }
  /// The next bytes of the member, empty at its end or where it is damaged.
  Bytes block() {
    const void* data = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    do {
      const int code = archive_read_data_block(archive_.get(), &data, &size, &offset);
      if (code == ARCHIVE_EOF) return {};
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) failed_ = true;
      if (failed_) return {};
    } while (size == 0);
    given_ += size;
    return {static_cast<const uint8_t*>(data), size};
  }
  bool failed() const { return failed_; }
  bool swells() const { return given_ > kBombBytes && given_ / kBombRatio > taken_; }
  std::string why() const {
    const char* text = archive_error_string(archive_.get());
    return text == nullptr ? "it cannot be read" : text;
  }

 private:
  static la_ssize_t more(archive*, void* self, const void** out) {
    auto& me = *static_cast<Unpacker*>(self);
    auto piece = me.packed_->next();
    if (!piece) return -1;
    me.taken_ += piece->size();
    *out = piece->data();
    return static_cast<la_ssize_t>(piece->size());
  }

  std::unique_ptr<ByteSource> packed_;
  std::unique_ptr<archive, FreeArchive> archive_;
  archive_entry* entry_ = nullptr;
  uint64_t taken_ = 0, given_ = 0;
  bool failed_ = false;
};

class MemberSource final : public ByteSource {
 public:
  explicit MemberSource(std::unique_ptr<Unpacker> unpacker) : unpacker_(std::move(unpacker)) {}
  Result<Bytes> next() override {
    if (over_) return Bytes{};
    const Bytes block = unpacker_->block();
    over_ = block.empty() || unpacker_->swells();
    if (unpacker_->swells())
      return error("The compressed file swells more than a thousandfold; reading stopped.", "",
                   "Check where it comes from; unpack it yourself if you trust it.");
    if (block.empty() && unpacker_->failed())
      return error(
          "The compressed data is damaged or cut off (" + unpacker_->why() + "); what comes before was read.",
          "", "Get the file again from where it came from.");
    return block;
  }

 private:
  std::unique_ptr<Unpacker> unpacker_;
  bool over_ = false;
};

Result<std::unique_ptr<Unpacker>> open(std::unique_ptr<ByteSource> packed, bool members) {
  if (!libarchive.open()) return std::unexpected(missing());
  auto out = std::make_unique<Unpacker>(std::move(packed));
  if (!out->open(members))
    return error(
        "The file cannot be unpacked (" + out->why() + "): it is damaged, or cut off near its beginning.", "",
        "Get it again from where it came from, or unpack it yourself first.");
  return out;
}

std::vector<uint8_t> head_of(Unpacker& unpacker) {
  std::vector<uint8_t> head;
  while (head.size() < kHead) {
    const Bytes block = unpacker.block();
    if (block.empty()) break;
    head.insert(head.end(), block.data(), block.data() + std::min(block.size(), kHead - head.size()));
  }
  return head;
}

}  // namespace

std::string packed_with(Bytes head) {
  for (const Packing& p : kPackings)
    if (head.sub(p.at).starts_with(p.magic)) return p.name;
  return {};
}

bool is_archive(const std::string& packing) {
  return packing == "zip" || packing == "tar" || packing == "7z";
}

Result<std::unique_ptr<ByteSource>> unpack_stream(std::unique_ptr<ByteSource> packed,
                                                  const std::string& packing) {
  auto unpacker = open(std::move(packed), false);
  if (!unpacker) return std::unexpected(unpacker.error());
  if (!(*unpacker)->next_member())
    return error("The " + packing + " data is damaged from its beginning on.", "",
                 "Get the file again from where it came from.");
  return std::make_unique<MemberSource>(std::move(*unpacker));
}

Result<Members> list_members(std::unique_ptr<ByteSource> archive) {
  auto unpacker = open(std::move(archive), true);
  if (!unpacker) return std::unexpected(unpacker.error());
  Members out;
  for (size_t index = 0; (*unpacker)->next_member() && !(*unpacker)->swells(); ++index) {
    if (!(*unpacker)->is_file()) continue;
    if ((*unpacker)->is_locked()) {
      ++out.locked;
      continue;
    }
    const std::vector<uint8_t> head = head_of(**unpacker);
    if (!capture::open_reader({head.data(), head.size()}, 0))
      ++out.others;
    else if (out.captures.size() < kMostMembers)
      out.captures.push_back({index, (*unpacker)->name()});
    else
      ++out.more;
  }
  if (!out.captures.empty()) return out;
  if (out.locked != 0)
    return error("The archive is locked with a password.", "",
                 "Unpack it and give culprit the capture inside.");
  return error("There is no capture in this archive.", "", "Give culprit the capture itself.");
}

Result<std::unique_ptr<ByteSource>> open_member(std::unique_ptr<ByteSource> archive, const Member& member) {
  auto unpacker = open(std::move(archive), true);
  if (!unpacker) return std::unexpected(unpacker.error());
  for (size_t i = 0; i <= member.index; ++i)
    if (!(*unpacker)->next_member()) return error("The archive changed while it was read.", "", "Try again.");
  return std::make_unique<MemberSource>(std::move(*unpacker));
}

}  // namespace culprit::host
