// Time as the input tells it. Nothing in the pure rooms ever asks a clock.
#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace culprit {

inline constexpr int64_t kMicrosecond = 1'000;
inline constexpr int64_t kMillisecond = 1'000'000;
inline constexpr int64_t kSecond = 1'000'000'000;

/// A moment, in nanoseconds since 1970-01-01T00:00:00 UTC (leap seconds not counted).
struct Time {
  int64_t ns = 0;
  friend constexpr auto operator<=>(Time, Time) = default;
  friend constexpr int64_t operator-(Time a, Time b) { return a.ns - b.ns; }
  friend constexpr Time operator+(Time a, int64_t by) { return {a.ns + by}; }
};

/// "2011-03-04T18:20:01.123456Z" (RFC 3339) with `digits` (0, 3, 6 or 9) of the second's fraction.
std::string rfc3339(Time time, int digits);
/// "2011-03-04 18:20:01", shifted by `offset_s` seconds east of UTC, for reading.
std::string readable(Time time, int64_t offset_s = 0);
/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (month 1-12).
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);

}  // namespace culprit
