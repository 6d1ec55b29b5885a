// Does a log tell all of its time? Gaps, steps back, and files that are missing between others.
#pragma once
#include <cstdint>
#include <vector>

#include "capture/log_reader.h"
#include "case/case.h"

namespace culprit::attribute {

/// A time without lines, or a step back where `to` is before `from`.
struct Gap {
  Time from, to;
  uint32_t file = 0;
  uint64_t line = 0;  ///< the first one behind it
  int64_t length() const { return to - from; }
};

class LogPace {
 public:
  /// Of a long request the line is written late: a step back of less is none. (Apache waits 5 minutes for a
  /// silent client.)
  static constexpr int64_t kPatience = 3600 * kSecond, kShortest = 600 * kSecond;

  void take(const capture::LogLine& line) {
    if (line.time != last_ || line.file != file_) step(line);
    ++lines_;
  }
  /// A step back that the request's own duration explains is none.
  bool is_back(const capture::LogLine& line) const {
    return line.file == file_ && started_ && last_ - line.time > kPatience;
  }

  /// Gaps far longer than all others, where many lines were to be expected; also between files.
  std::vector<Gap> gaps() const;
  const std::vector<Gap>& steps_back() const { return back_; }
  uint64_t steps_back_count() const { return back_count_; }

 private:
  struct Span {
    uint32_t file = 0;
    Time first, last;
  };
  void step(const capture::LogLine& line);
  void keep(const Gap& gap);

  std::vector<Gap> longest_, back_;
  std::vector<Span> files_;
  Time last_{INT64_MIN};
  uint32_t file_ = UINT32_MAX;
  uint64_t lines_ = 0, back_count_ = 0;
  bool started_ = false;
};

}  // namespace culprit::attribute
