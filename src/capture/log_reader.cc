#include "capture/log_reader.h"

#include <algorithm>
#include <cstring>

#include "capture/log_words.h"

namespace culprit::capture {
namespace {

constexpr size_t kSampleLines = 64, kPassedOver = 16, kMostPassedOver = 4096, kSampleBytes = 256 * 1024,
                 kExamples = 5, kExampleBytes = 160;

/// Those of the first 64 lines that are not empty: the same, in whatever pieces they came.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (size_t n = 0; !text.empty() && n < kSampleLines; ++n) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

/// The family that most lines are of; none where it is less than a third of them.
const LogFamily* family_of(std::span<const std::string_view> lines) {
  const LogFamily* best = nullptr;
  size_t most = lines.size() / 3;
  for (const LogFamily* family : log_families()) {
    const size_t n = family->count(lines);
    if (n > most) {
      best = family;
      most = n;
    }
  }
  return best;
}

}  // namespace

LogReader::LogReader(uint32_t file, LogOptions options) : file_(file), options_(std::move(options)) {}

void LogReader::push(Bytes piece) {
  info_.bytes += piece.size();
  rest_ = piece.text();
  if (!settled_) fill_sample();
}

void LogReader::fill_sample() {
  const size_t take = std::min(rest_.size(), kSampleBytes - sample_.size());
  sampled_lines_ += static_cast<size_t>(std::ranges::count(rest_.substr(0, take), '\n'));
  sample_ += rest_.substr(0, take);
  rest_.remove_prefix(take);
}

/// True once lines may be given out.
bool LogReader::settle_format() {
  while (!settled_) {
    if (!ended_ && sampled_lines_ < kSampleLines && sample_.size() < kSampleBytes) return false;
    if (sample_.starts_with("\xef\xbb\xbf") && sample_.size() > 3) sample_.erase(0, 3);
    settled_ = open_parser() || !pass_over();
  }
  return true;
}

/// A given format settles it for any line that it fits.
bool LogReader::open_parser() {
  head_ = sample_;
  const auto lines = lines_of(head_);
  const LogFamily* family = options_.format.empty() ? family_of(lines) : log_families().back();
  if (family != nullptr) parser_ = family->open(lines, options_);
  if (!parser_) return false;
  info_.kind = family->id;
  info_.format = parser_->name();
  return true;
}

/// A log may begin with garbage: its first lines are counted as bad, and the next ones asked.
bool LogReader::pass_over() {
  if (sampled_lines_ <= kPassedOver || info_.lines >= kMostPassedOver) return false;
  LogLine unread;
  for (size_t n = 0; n < kPassedOver; ++n) take_line(take_until(head_, "\n"), unread);
  sample_.erase(0, sample_.size() - head_.size());
  head_ = {};
  sampled_lines_ -= kPassedOver;
  fill_sample();
  return true;
}

inline void LogReader::count(LogFate fate, const LogLine& line) {
  ++info_.lines;
  if (fate != LogFate::parsed) return count_odd(fate, line);
  ++info_.parsed;
  if (line.time == seen_) return;
  seen_ = line.time;
  if (!info_.first || seen_ < *info_.first) info_.first = seen_;
  if (!info_.last || seen_ > *info_.last) info_.last = seen_;
}

void LogReader::count_odd(LogFate fate, const LogLine& line) {
  if (fate == LogFate::part)
    ++info_.parsed;
  else if (fate == LogFate::skipped)
    ++info_.skipped;
  else if (++info_.bad <= kExamples)
    info_.examples.push_back({line.number, std::string(line.raw.substr(0, kExampleBytes))});
}

inline bool LogReader::take_line(std::string_view raw, LogLine& out) {
  if (raw.ends_with('\r')) raw.remove_suffix(1);
  out.raw = raw;
  out.number = info_.lines + 1;
  out.file = file_;
  const LogFate fate = parser_ ? parser_->parse(out, nullptr) : raw.empty() ? LogFate::skipped : LogFate::bad;
  count(fate, out);
  return fate == LogFate::parsed;
}

/// Holds on to the beginning of a line whose end is yet to come.
void LogReader::keep(std::string_view rest) {
  if (cutting_) return;
  const size_t room = kMaxLine - carry_.size();
  if (rest.size() > room) {
    cutting_ = true;
    ++info_.cut;
  }
  carry_ += rest.substr(0, room);
}

size_t LogReader::pull_from(std::string_view& rest, std::span<LogLine> out) {
  const size_t most = parser_ && parser_->one_by_one() ? 1 : out.size();
  size_t n = 0;
  while (n < most && !rest.empty()) {
    const auto* end = static_cast<const char*>(std::memchr(rest.data(), '\n', rest.size()));
    const size_t length = end == nullptr ? rest.size() : static_cast<size_t>(end - rest.data());
    if (end == nullptr || length > kMaxLine || !carry_.empty() || cutting_) {
      if (n != 0) return n;
      keep(rest.substr(0, length));
      rest.remove_prefix(end == nullptr ? length : length + 1);
      whole_ = end != nullptr;
      return 0;
    }
    n += take_line(rest.substr(0, length), out[n]);
    rest.remove_prefix(length + 1);
  }
  return n;
}

/// The line put together from pieces is given out alone, so that its bytes stay while it is looked at.
size_t LogReader::pull_carried(LogLine& out) {
  whole_ = cutting_ = false;
  sample_.swap(carry_);  // where its bytes live until the next call
  carry_.clear();
  return take_line(sample_, out);
}

size_t LogReader::pull(std::span<LogLine> out) {
  if (out.empty() || !settle_format()) return 0;
  for (;;) {
    std::string_view& from = head_.empty() ? rest_ : head_;
    if (const size_t n = from.empty() ? 0 : pull_from(from, out)) return n;
    const bool drained = head_.empty() && rest_.empty();
    if (!whole_ && drained && (!ended_ || (carry_.empty() && !cutting_))) return 0;
    // A line is carried only once the sample has been read to its end, so its memory is free then.
    if ((whole_ || (drained && ended_)) && pull_carried(out[0]) != 0) return 1;
  }
}

void LogReader::finish() { ended_ = true; }

LogMore LogReader::more(LogLine& line) {
  LogMore out;
  if (parser_) parser_->parse(line, &out);
  if (line.vhost.empty()) line.vhost = options_.host;
  return out;
}

std::string_view recognise_log(Bytes head) {
  auto lines = lines_of(head.text());
  if (lines.size() > 1 && !head.text().ends_with('\n')) lines.pop_back();
  const LogFamily* family = family_of(lines);
  return family == nullptr ? std::string_view{} : family->id;
}

}  // namespace culprit::capture
