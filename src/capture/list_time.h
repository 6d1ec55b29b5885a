// The Time column of packet lists.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace culprit::capture {

/// Reads times as Wireshark, tshark and tcpdump print them, and keeps what kind they are:
/// "2011-03-04 18:20:01.123456", "Mar  4, 2011 18:20:01.123456000 CET", "18:20:01.123456",
/// "1299262801.123456", "0.000012". Where there is no date, times count from 1970-01-01; a time of day that
/// jumps back by more than half a day is one of the next day.
class ListClock {
 public:
  /// Takes a time off the front of `text`; nothing where there is none, and `text` is as before.
  std::optional<Time> take(std::string_view& text);
  /// False once a time without a date was taken.
  bool dated() const { return dated_; }
  /// Digits of the second's fraction, the most that were seen.
  uint8_t digits() const { return digits_; }

 private:
  std::optional<Time> take_date(std::string_view& text);
  std::optional<Time> take_clock(std::string_view& text);
  std::optional<Time> take_number(std::string_view& text);

  bool dated_ = true;
  uint8_t digits_ = 0;
  int64_t day_ns_ = 0, last_ns_ = -1;  // of times of day
};

}  // namespace culprit::capture
