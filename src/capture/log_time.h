// Dates as logs write them.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace culprit::capture {

inline constexpr size_t kClfDate = 26;  ///< length of "03/Mar/2011:04:12:11 +0000"

/// Reads the date of the common log format. Lines of one second follow one another, so the last one is kept.
class ClfClock {
 public:
  /// `at` has kClfDate bytes.
  bool read(const char* at, Time& out) {
    if (!same(at, last_.data(), kMinutes) || !same(at + kSeconds + 2, last_.data() + kSeconds + 2, kZone))
      return parse(at) && (out = time_, true);
    const unsigned tens = static_cast<unsigned char>(at[kSeconds]) - '0',
                   ones = static_cast<unsigned char>(at[kSeconds + 1]) - '0';
    if (tens > 5 || ones > 9) return parse(at) && (out = time_, true);
    out = minute_ + static_cast<int64_t>(tens * 10 + ones) * kSecond;
    return true;
  }

 private:
  static constexpr size_t kMinutes = 18, kSeconds = 18, kZone = 6;  ///< "03/Mar/2011:04:12:", "11", " +0000"
  static bool same(const char* a, const char* b, size_t size) { return std::memcmp(a, b, size) == 0; }
  bool parse(const char* at);
  // The date that Time{} stands for, so that the two agree from the beginning.
  std::array<char, kClfDate> last_{'0', '1', '/', 'J', 'a', 'n', '/', '1', '9', '7', '0', ':', '0',
                                   '0', ':', '0', '0', ':', '0', '0', ' ', '+', '0', '0', '0', '0'};
  Time time_, minute_;
};

/// Takes a date off the front of `text`; nothing where there is none, and `text` is as before. `zone_s` =
/// seconds east of UTC, where the date itself does not tell. "2011-03-03T04:12:11.123456+00:00", also with a
/// blank for the T, a comma for the point, or "/" in the date
std::optional<Time> take_iso(std::string_view& text, int64_t zone_s);
/// "Thu Mar  3 04:12:11.123456 2011"
std::optional<Time> take_asctime(std::string_view& text, int64_t zone_s);
/// "Mar  3 04:12:11", of `year`
std::optional<Time> take_syslog(std::string_view& text, int64_t year, int64_t zone_s,
                                unsigned* month = nullptr);
/// "1299125531", "1299125531.123", and thousandths, millionths and so on where there are more digits than
/// seconds have
std::optional<Time> unix_time(std::string_view text);
/// "0.123" -> 123,000,000; nothing where it is no number. `unit` = ns of one.
std::optional<int64_t> decimal(std::string_view text, int64_t unit);
bool is_clf_date(std::string_view text);

}  // namespace culprit::capture
