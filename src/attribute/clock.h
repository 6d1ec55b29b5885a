// How far a log's clock is from the capture's.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "capture/log_line.h"
#include "message/message.h"

namespace culprit::attribute {

/// Bounds of (log clock - capture clock), in ns.
struct Offset {
  int64_t low = 0, high = 0;
  int64_t middle() const { return low + (high - low) / 2; }
  int64_t width() const { return high - low; }
};

/// The offset from a moment of the capture on.
struct OffsetPiece {
  Time from;
  Offset offset;
};

/// What one pair of wire request and log line allows: the log's time is the request's, plus the offset, cut
/// to `resolution`.
struct ClockPair {
  Time wire;  ///< start of the request, or end of the answer where the log tells that
  int64_t low = 0, high = 0;
  uint32_t request = 0;  ///< which request of the wire
};

struct ClockFit {
  std::vector<OffsetPiece> pieces;  ///< at least one
  uint64_t matched = 0;             ///< requests of the wire with a line that agrees
  uint64_t asked = 0;               ///< requests of the wire with any line
  Offset at(Time capture_time) const;
};

/// The offset that most requests allow; in pieces where the clock drifts. Nothing where no request has a
/// line. A request that was sent again and again matches many lines: only the offset on which all agree
/// counts.
std::optional<ClockFit> fit_clock(std::span<const ClockPair> pairs);

/// Finds the log lines of requests that the wire shows.
class ClockMatcher {
 public:
  /// Lines further than this from the capture are not its own: wrong time zones included.
  static constexpr int64_t kReach = 26 * 3600 * kSecond;
  static constexpr size_t kMaxPairs = 65536;

  void expect(const message::Message& wire);
  bool wanted(Time t) const { return t - first_ >= -kReach && t - last_ <= kReach; }
  bool empty() const { return requests_.empty(); }
  /// May the wire show this request? Cheap, for every line of a log; true where it takes a closer look.
  bool may_know(const capture::LogLine& line) const;
  /// `resolution` of the log's time. Views are not kept.
  void take(const capture::LogLine& line, int64_t resolution, std::string_view forwarded);
  std::optional<ClockFit> fit() const { return fit_clock(pairs_); }
  uint64_t dropped() const { return dropped_; }

 private:
  struct Request {
    Time start, end;
    std::string method, target;
    Address client, forwarded;
  };
  std::unordered_multimap<uint64_t, uint32_t> index_;
  std::vector<Request> requests_;
  std::vector<ClockPair> pairs_;
  Time first_{INT64_MAX}, last_{INT64_MIN};
  uint64_t dropped_ = 0;
};

}  // namespace culprit::attribute
