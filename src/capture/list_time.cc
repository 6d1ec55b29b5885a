#include "capture/list_time.h"

#include <algorithm>

#include "capture/log_time.h"

namespace culprit::capture {
namespace {

constexpr int64_t kDay = 86400 * kSecond;
constexpr int64_t kEpochLike =
    100'000'000;  // seconds: from 1973 on it is a date, below a time that counts from a start

bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t digits_at(std::string_view text, size_t at) {
  size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

/// Up to nine digits behind a point or comma, as nanoseconds; `at` moves behind all of them.
int64_t fraction(std::string_view text, size_t& at, uint8_t& digits) {
  if (at + 1 >= text.size() || (text[at] != '.' && text[at] != ',') || !is_digit(text[at + 1])) return 0;
  const size_t count = digits_at(text, at + 1);
  int64_t ns = 0;
  for (size_t i = 0; i < 9; ++i) ns = ns * 10 + (i < count ? text[at + 1 + i] - '0' : 0);
  at += 1 + count;
  digits = std::max(digits, static_cast<uint8_t>(std::min<size_t>(count, 9)));
  return ns;
}

int64_t number_at(std::string_view text, size_t at, size_t count) {
  int64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value * 10 + (text[at + i] - '0');
  return value;
}

/// "18:20:01" at `at`, as seconds of the day; -1 where there is none.
int64_t clock_at(std::string_view text, size_t at) {
  const size_t hours = digits_at(text, at);
  if (hours == 0 || hours > 2 || at + hours + 6 > text.size()) return -1;
  const std::string_view rest = text.substr(at + hours);
  if (rest[0] != ':' || digits_at(rest, 1) != 2 || rest[3] != ':' || digits_at(rest, 4) != 2) return -1;
  const int64_t h = number_at(text, at, hours), m = number_at(rest, 1, 2), s = number_at(rest, 4, 2);
  return h < 24 && m < 60 && s < 61 ? h * 3600 + m * 60 + s : -1;
}

bool ends_word(std::string_view text, size_t at) {
  return at >= text.size() || text[at] == ' ' || text[at] == '\t' || text[at] == '\r';
}

}  // namespace

std::optional<Time> ListClock::take(std::string_view& text) {
  if (auto t = take_date(text)) return t;
  if (auto t = take_clock(text)) return t;
  return take_number(text);
}

// An ISO date, or "Mar  4, 2011 18:20:01.123456000 CET" (the zone's name is not trusted: it is ambiguous).
std::optional<Time> ListClock::take_date(std::string_view& text) {
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() > 18 && is_digit(text[0]) && is_digit(text[3]) && (text[4] == '-' || text[4] == '/')) {
    const std::string_view before = text;
    const auto t = take_iso(text, 0);
    if (!t) return t;
    size_t at = 19;
    fraction(before, at, digits_);
    return t;
  }
  const size_t month = text.size() < 20 ? std::string_view::npos : months.find(text.substr(0, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  size_t at = text.find_first_not_of(' ', 3);
  const size_t day = at == std::string_view::npos ? 0 : digits_at(text, at);
  if (day == 0 || day > 2 || text.substr(at + day, 2) != ", " || digits_at(text, at + day + 2) != 4)
    return std::nullopt;
  const int64_t days = days_from_civil(number_at(text, at + day + 2, 4), static_cast<unsigned>(month / 3 + 1),
                                       static_cast<unsigned>(number_at(text, at, day)));
  at += day + 7;
  const int64_t seconds = clock_at(text, at);
  if (seconds < 0) return std::nullopt;
  at += text[at + 1] == ':' ? 7 : 8;
  const int64_t ns = fraction(text, at, digits_);
  text.remove_prefix(at);
  if (text.size() > 3 && text[0] == ' ' && text[1] >= 'A' && text[1] <= 'Z') {
    const size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    if (end != std::string_view::npos && ends_word(text, end) && end > 3 && end < 6) text.remove_prefix(end);
  }
  return Time{days * kDay + seconds * kSecond + ns};
}

std::optional<Time> ListClock::take_clock(std::string_view& text) {
  const int64_t seconds = clock_at(text, 0);
  if (seconds < 0) return std::nullopt;
  size_t at = text[1] == ':' ? 7 : 8;
  const int64_t ns = seconds * kSecond + fraction(text, at, digits_);
  if (!ends_word(text, at)) return std::nullopt;
  text.remove_prefix(at);
  if (last_ns_ >= 0 && last_ns_ - ns > kDay / 2) day_ns_ += kDay;
  last_ns_ = ns;
  dated_ = false;
  return Time{day_ns_ + ns};
}

std::optional<Time> ListClock::take_number(std::string_view& text) {
  const bool negative = text.starts_with('-');
  size_t at = negative ? 1 : 0;
  const size_t count = digits_at(text, at);
  if (count == 0 || count > 10) return std::nullopt;
  const int64_t seconds = number_at(text, at, count);
  at += count;
  if (seconds > INT64_MAX / kSecond) return std::nullopt;
  const int64_t ns = fraction(text, at, digits_);
  if (!ends_word(text, at)) return std::nullopt;
  text.remove_prefix(at);
  if (seconds < kEpochLike) dated_ = false;
  return Time{(negative ? -1 : 1) * (seconds * kSecond + ns)};
}

}  // namespace culprit::capture
