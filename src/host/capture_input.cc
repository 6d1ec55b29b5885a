#include "host/capture_input.h"

#include <algorithm>
#include <filesystem>

#include "capture/link_names.h"
#include "host/archive_source.h"
#include "host/file.h"
#include "host/inflate.h"
#include "host/peek.h"
#include "host/read_ahead.h"
#include "host/spool.h"

namespace culprit::host {
namespace {

class MeteredSource final : public ByteSource {
 public:
  MeteredSource(std::unique_ptr<ByteSource> inner, std::shared_ptr<Meter> meter)
      : inner_(std::move(inner)), meter_(std::move(meter)) {}
  Result<Bytes> next() override {
    auto piece = inner_->next();
    if (!piece) return piece;
    meter_->bytes += piece->size();
    if (meter_->hash) meter_->hash->add(*piece);
    return piece;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::shared_ptr<Meter> meter_;
};

bool is_regular(const std::string& path) {
  std::error_code ignored;
  return path != "-" && std::filesystem::is_regular_file(path, ignored);
}

template <class T>
void add_once(std::vector<T>& to, T value) {
  if (std::ranges::find(to, value) == to.end()) to.push_back(std::move(value));
}

// Notes are somebody's claims: shown as such, the first ones.
void add_comments(const capture::Info& info, uint32_t file, std::vector<Warning>& out) {
  constexpr size_t kShown = 5;
  for (const capture::Comment& c : info.comments) {
    if (&c - info.comments.data() == kShown) break;
    out.push_back({c.frame == 0 ? "file-comment" : "frame-comment",
                   Sentence().text("text", c.text.substr(0, 200)).count("frame", c.frame).params, file,
                   c.frame});
  }
  if (info.comments.size() > kShown)
    out.push_back({"more-comments", Sentence().count("n", info.comments.size() - kShown).params, file, 0});
}

std::string sentence(const Error& e) { return e.next.empty() ? e.what : e.what + ' ' + e.next; }

}  // namespace

Result<CaptureInput> CaptureInput::begin(const std::string& path, uint32_t file, bool sha256, Input& plain) {
  auto raw = open_file(path);
  if (!raw) return std::unexpected(raw.error());
  CaptureInput out;
  out.name_ = path == "-" ? "standard input" : path;
  out.file_ = file;
  out.meter_ = std::make_shared<Meter>();
  if (sha256) out.meter_->hash.emplace();
  auto inflated = inflate(std::make_unique<MeteredSource>(std::move(*raw), out.meter_));
  if (!inflated) return std::unexpected(inflated.error());
  plain = std::move(*inflated);
  out.compression_ = plain.compression;
  return out;
}

CaptureInput CaptureInput::begin_again(const Spool& spool, const std::string& path, uint32_t file,
                                       Input& plain) {
  CaptureInput out;
  out.name_ = path == "-" ? "standard input" : path;
  out.file_ = file;
  out.meter_ = std::make_shared<Meter>();
  plain.source = std::make_unique<MeteredSource>(spool.open(), out.meter_);
  out.compression_ = plain.compression;
  return out;
}

std::optional<Error> CaptureInput::take(std::unique_ptr<ByteSource> source, Bytes head, bool ahead) {
  auto reader = capture::open_reader(head, file_);
  if (!reader) {
    reader.error().where = name_;
    return reader.error();
  }
  reader_ = std::move(*reader);
  source_ = ahead ? read_ahead(std::move(source)) : std::move(source);
  return std::nullopt;
}

Result<std::vector<CaptureInput>> CaptureInput::open(const std::string& path, uint32_t file, bool sha256,
                                                     bool ahead) {
  Input plain;
  auto first = begin(path, file, sha256, plain);
  if (!first) return std::unexpected(first.error());
  const std::string packing = packed_with({plain.head.data(), plain.head.size()});
  if (is_archive(packing)) return open_members(path, file, packing, std::move(plain));
  // A pipe may stay silent for ever; only a file is safe to wait for. Reading ahead copies each piece once
  // more, so it costs processor time to save time on the clock, and is done only when asked for.
  const bool safe = ahead && is_regular(path) && !sha256;
  if (auto wrong = first->take(std::move(plain.source), {plain.head.data(), plain.head.size()}, safe))
    return std::unexpected(*wrong);
  std::vector<CaptureInput> out;
  out.push_back(std::move(*first));
  return out;
}

// Members are merged by time like files, so each is read on its own way through the archive.
Result<std::vector<CaptureInput>> CaptureInput::open_members(const std::string& path, uint32_t file,
                                                             const std::string& packing, Input plain) {
  std::optional<Spool> spool;
  if (!is_regular(path)) {
    auto filled = Spool::fill(*plain.source);
    if (!filled) {
      filled.error().where = path;
      return std::unexpected(filled.error());
    }
    spool = std::move(*filled);
    plain.source = spool->open();
  }
  auto members = list_members(std::move(plain.source));
  if (!members) {
    members.error().where = path;
    return std::unexpected(members.error());
  }
  std::vector<CaptureInput> out;
  for (const Member& member : members->captures) {
    const uint32_t index = file + static_cast<uint32_t>(out.size());
    auto one = spool ? Result<CaptureInput>(begin_again(*spool, path, index, plain))
                     : begin(path, index, false, plain);
    if (!one) return std::unexpected(one.error());
    auto source = open_member(std::move(plain.source), member);
    if (!source) return std::unexpected(source.error());
    one->name_ += ": " + member.name;
    one->compression_ += (one->compression_.empty() ? "" : "+") + packing;
    auto peeked = std::make_unique<PeekSource>(std::move(*source));
    const Bytes seen = peeked->peek(64).sub(0, 4096);
    const std::vector<uint8_t> head(seen.data(), seen.data() + seen.size());
    if (!one->take(std::move(peeked), {head.data(), head.size()}, false)) out.push_back(std::move(*one));
  }
  if (out.empty())
    return error("There is no capture in this archive.", path, "Give culprit the capture itself.");
  const auto say = [&](const char* code, uint64_t n) {
    if (n != 0) out[0].notes_.push_back({code, Sentence().text("file", path).count("n", n).params, {}, 0});
  };
  say("archive-others", members->others);
  say("archive-locked", members->locked);
  say("archive-more", members->more);
  return out;
}

size_t CaptureInput::refill() {
  if (finished_) return reader_->pull(frames_);
  while (!ended_) {
    const size_t n = reader_->pull(frames_);
    if (n != 0) return n;
    if (reader_->stuck()) {
      ended_ = true;
      break;
    }
    auto piece = source_->next();
    if (!piece) failed_ = piece.error();
    if (!piece || piece->empty()) {
      reader_->finish();
      ended_ = finished_ = true;
      return reader_->pull(frames_);
    }
    reader_->push(*piece);
  }
  return 0;
}

void CaptureInput::note(std::span<const capture::Frame> frames) {
  if (frames.empty()) return;
  Time first = first_.value_or(frames[0].time), last = last_.value_or(frames[0].time);
  for (const capture::Frame& f : frames) {
    first = std::min(first, f.time);
    last = std::max(last, f.time);
  }
  first_ = first;
  last_ = last;
}

std::span<const capture::Frame> CaptureInput::next() {
  const std::span<const capture::Frame> frames(frames_.data(), refill());
  note(frames);
  return frames;
}

InputFile CaptureInput::describe() {
  const capture::Info& info = reader_->info();
  InputFile out;
  out.name = name_;
  out.format = info.format + (compression_.empty() ? "" : '+' + compression_);
  if (info.listed) out.kind = "packet-list";
  out.packets = info.packets;
  out.bytes = info.wire_bytes;
  out.dropped = info.dropped;
  out.truncated = info.truncated || failed_.has_value();
  out.start = first_;
  out.end = last_;
  for (const capture::Interface& i : info.interfaces) {
    add_once(out.link_types, capture::link_name(i.link));
    if (!i.name.empty()) add_once(out.interfaces, i.name);
    out.snaplen = std::max(out.snaplen, i.snaplen);
  }
  if (meter_->hash) {
    // What lies behind the last packet belongs to the file, too.
    for (auto piece = source_->next(); piece && !piece->empty();) piece = source_->next();
    out.sha256 = meter_->hash->finish();
    meter_->hash.reset();
  }
  return out;
}

std::vector<Warning> CaptureInput::warnings() const {
  std::vector<Warning> out = notes_;
  for (const capture::Damage& d : reader_->info().damage)
    out.push_back({d.code, Sentence().count("n", d.count).count("offset", d.offset).params, file_, d.frame});
  const capture::Info& info = reader_->info();
  if (info.dropped != 0) out.push_back({"tool-lost", Sentence().count("n", info.dropped).params, file_, 0});
  add_comments(info, file_, out);
  if (failed_)
    out.push_back({"read-error", Sentence().text("file", name_).text("why", sentence(*failed_)).params, file_,
                   reader_->info().packets});
  return out;
}

int CaptureInput::time_digits() const {
  int digits = 0;
  for (const capture::Interface& i : reader_->info().interfaces)
    digits = std::max<int>(digits, i.time_digits);
  return std::min(9, (digits + 2) / 3 * 3);
}

uint64_t total_size(std::span<const std::string> paths) {
  uint64_t total = 0;
  for (const std::string& path : paths) {
    std::error_code problem;
    const auto size = is_regular(path) ? std::filesystem::file_size(path, problem) : 0;
    if (size == 0 || problem) return 0;
    total += size;
  }
  return total;
}

}  // namespace culprit::host
