#include "attribute/log_pace.h"

#include <algorithm>

namespace culprit::attribute {
namespace {

constexpr size_t kKept = 16, kBackKept = 5;
constexpr int64_t kNotable = 3600 * kSecond;
constexpr int64_t kFarLonger = 3;
constexpr double kManyLines = 100;

}  // namespace

void LogPace::step(const capture::LogLine& line) {
  if (line.file != file_ || !started_) {
    files_.push_back({line.file, line.time, line.time});
    file_ = line.file;
    last_ = line.time;
    started_ = true;
    return;
  }
  Span& span = files_.back();
  span.first = std::min(span.first, line.time);
  span.last = std::max(span.last, line.time);
  if (line.time - last_ >= kShortest) keep({last_, line.time, line.file, line.number});
  if (is_back(line) && ++back_count_ <= kBackKept)
    back_.push_back({last_, line.time, line.file, line.number});
  // A line of a long request takes the clock back only for itself.
  if (line.time > last_ || is_back(line)) last_ = line.time;
}

void LogPace::keep(const Gap& gap) {
  longest_.insert(std::ranges::upper_bound(longest_, gap.length(), std::greater{}, &Gap::length), gap);
  if (longest_.size() > kKept) longest_.pop_back();
}

std::vector<Gap> LogPace::gaps() const {
  std::vector<Span> files = files_;
  std::ranges::sort(files, {}, [](const Span& s) { return std::pair(s.first, s.file); });
  std::vector<Gap> all = longest_;
  int64_t covered = 0;
  for (const Span& s : files) covered += s.last - s.first;
  Time end{INT64_MIN};
  for (const Span& s : files) {
    // Files further apart than all that they cover are no set.
    if (end.ns != INT64_MIN && s.first - end >= kShortest && s.first - end <= covered)
      all.push_back({end, s.first, s.file, 1});
    end = std::max(end, s.last);
  }
  std::ranges::stable_sort(all, std::greater{}, &Gap::length);
  const int64_t usual = all.size() > 3 ? all[3].length() : kShortest;
  const double rate = static_cast<double>(lines_) / std::max(static_cast<double>(covered), 1e9);
  std::erase_if(all, [&](const Gap& g) {
    return g.length() < kNotable || g.length() < kFarLonger * usual ||
           rate * static_cast<double>(g.length()) < kManyLines;
  });
  return all;
}

}  // namespace culprit::attribute
