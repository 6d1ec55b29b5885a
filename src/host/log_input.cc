#include "host/log_input.h"

#include <sys/stat.h>

#include <array>
#include <cstdlib>

#include "capture/reader.h"
#include "capture/recognise.h"
#include "host/file.h"
#include "host/inflate.h"

namespace culprit::host {
namespace {

/// Raw bytes, hashed where asked.
class HashedSource final : public ByteSource {
 public:
  HashedSource(std::unique_ptr<ByteSource> inner, Sha256* hash) : inner_(std::move(inner)), hash_(hash) {}
  Result<Bytes> next() override {
    auto piece = inner_->next();
    if (piece && hash_ != nullptr) hash_->add(*piece);
    return piece;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  Sha256* hash_;
};

/// Ends early when somebody says so.
class StoppableSource final : public ByteSource {
 public:
  StoppableSource(ByteSource& inner, const std::atomic<bool>& stop) : inner_(inner), stop_(stop) {}
  Result<Bytes> next() override {
    if (stop_) return Bytes{};
    return inner_.next();
  }

 private:
  ByteSource& inner_;
  const std::atomic<bool>& stop_;
};

std::optional<Time> first_time(Bytes head, const capture::LogOptions& options) {
  capture::LogReader reader(0, options);
  std::array<capture::LogLine, 16> lines;
  reader.push(head);
  while (reader.pull(lines) != 0) {
  }
  reader.finish();
  while (reader.pull(lines) != 0) {
  }
  return reader.info().first;
}

int64_t year_of(Time t) { return std::atoll(rfc3339(t, 0).c_str()); }

/// When it was last written to; nothing for standard input.
std::optional<Time> written(const std::string& path) {
  struct stat info{};
  if (path == "-" || ::stat(path.c_str(), &info) != 0) return std::nullopt;
  return Time{info.st_mtim.tv_sec * kSecond};
}

/// Lines without a year (read as of 1970) are of the year of their file, or of the year before.
int64_t guess_year(Bytes head, capture::LogOptions options, Time end) {
  options.year = year_of(end);
  const auto begins = first_time(head, options);
  return begins && *begins > end + 86400 * kSecond ? options.year - 1 : options.year;
}

std::string sentence(const Error& e) { return e.next.empty() ? e.what : e.what + ' ' + e.next; }

}  // namespace

Result<LogInput> LogInput::open(const std::string& path, uint32_t file, const capture::LogOptions& options,
                                bool sha256) {
  auto raw = open_file(path);
  if (!raw) return std::unexpected(raw.error());
  LogInput out;
  out.name_ = path == "-" ? "standard input" : path;
  out.file_ = file;
  out.options_ = options;
  if (sha256) out.hash_ = std::make_unique<Sha256>();
  auto plain = inflate(std::make_unique<HashedSource>(std::move(*raw), out.hash_.get()));
  if (!plain) return std::unexpected(plain.error());
  const Bytes head{plain->head.data(), plain->head.size()};
  if (capture::open_reader(head, file))
    return std::unexpected(Error{"This is a capture, not a log.", out.name_,
                                 "Give captures without --log: culprit explain CAPTURE --log LOG."});
  out.begins_ = first_time(head, options);
  const auto end = written(path);
  if (options.year == 0 && end && out.begins_ && year_of(*out.begins_) == 1970) {
    out.options_.year = guess_year(head, options, *end);
    out.begins_ = first_time(head, out.options_);
    out.warnings_.push_back(
        {"log-year",
         Sentence().text("file", out.name_).text("year", std::to_string(out.options_.year)).params, file, 0});
  }
  out.compression_ = plain->compression;
  out.source_ = std::move(plain->source);
  return out;
}

void LogInput::read(Logs& logs, const std::atomic<bool>& stop) {
  StoppableSource source(*source_, stop);
  capture::LogInfo info;
  const auto failed = feed_log(source, file_, options_, logs, info);
  if (failed)
    warnings_.push_back(
        {"read-error", Sentence().text("file", name_).text("why", sentence(*failed)).params, file_, 0});
  described_ = describe_log(info);
  described_.name = name_;
  described_.truncated = failed.has_value();
  if (!compression_.empty()) described_.format += '+' + compression_;
  if (hash_) described_.sha256 = hash_->finish();
  for (Warning& w : log_warnings(info, file_)) warnings_.push_back(std::move(w));
}

}  // namespace culprit::host
