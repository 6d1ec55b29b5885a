// Dates of the calendar as old analysers write them: without a time zone, which is taken for UTC.
#pragma once
#include "base/time.h"

namespace culprit::capture {

struct Civil {
  unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

  constexpr bool is_date() const {
    return year >= 1970 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 &&
           minute <= 59 && second <= 60;
  }
  /// 1970 where it is no date.
  Time time() const {
    if (!is_date()) return {};
    return {(days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second) * kSecond};
  }
};

/// `ticks` of `per_second`, without overflow for any that a capture can hold.
inline int64_t ns_of(uint64_t ticks, uint64_t per_second) {
  const uint64_t seconds = ticks / per_second;
  if (seconds > 4'000'000'000) return 0;
  return static_cast<int64_t>(seconds) * kSecond +
         static_cast<int64_t>((ticks % per_second) * kSecond / per_second);
}

}  // namespace culprit::capture
