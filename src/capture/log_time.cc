#include "capture/log_time.h"

#include <algorithm>

namespace culprit::capture {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Two digits, or a blank and one; -1 where it is something else.
int two(const char* at) {
  if (!is_digit(at[1]) || (!is_digit(at[0]) && at[0] != ' ')) return -1;
  return (at[0] == ' ' ? 0 : at[0] - '0') * 10 + (at[1] - '0');
}

int four(const char* at) {
  const int high = two(at), low = two(at + 2);
  return high < 0 || low < 0 || at[0] == ' ' || at[2] == ' ' ? -1 : high * 100 + low;
}

/// 1 to 12; 0 = none.
unsigned month(std::string_view name) {
  static constexpr std::string_view all = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const size_t at = name.size() == 3 ? all.find(name) : std::string_view::npos;
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<unsigned>(at / 3) + 1;
}

struct Fields {
  int64_t year = 0;
  unsigned month = 0;
  int day = -1, hour = -1, minute = -1, second = -1;
};

std::optional<int64_t> seconds_of(const Fields& f) {
  if (f.year < 1970 || f.year > 2200 || f.month < 1 || f.month > 12 || f.day < 1 || f.day > 31)
    return std::nullopt;
  if (f.hour < 0 || f.hour > 23 || f.minute < 0 || f.minute > 59 || f.second < 0 || f.second > 60)
    return std::nullopt;
  const int64_t days = days_from_civil(f.year, f.month, static_cast<unsigned>(f.day));
  return days * 86400 + f.hour * 3600 + f.minute * 60 + f.second;
}

/// "04:12:11"
bool read_clock(const char* at, Fields& f) {
  f.hour = two(at);
  f.minute = two(at + 3);
  f.second = two(at + 6);
  return at[2] == ':' && at[5] == ':';
}

/// "+0100" or "+01:00", in seconds.
std::optional<int64_t> zone(std::string_view text) {
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = two(&text[1]);
  const bool colon = text[3] == ':';
  if (colon && text.size() < 6) return std::nullopt;
  const int minutes = two(&text[colon ? 4 : 3]);
  if (hours < 0 || minutes < 0) return std::nullopt;
  const int64_t value = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -value : value;
}

/// ".123456" or ",123" off the front, in ns.
int64_t take_fraction(std::string_view& text) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1])) return 0;
  text.remove_prefix(1);
  int64_t ns = 0, unit = kSecond;
  for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
    unit /= 10;
    ns += unit * (text[0] - '0');
  }
  return ns;
}

int64_t take_zone(std::string_view& text, int64_t otherwise) {
  if (text.starts_with('Z')) {
    text.remove_prefix(1);
    return 0;
  }
  std::string_view rest = text;
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  const auto told = zone(rest);
  if (!told) return otherwise;
  text = rest.substr(rest[3] == ':' ? 6 : 5);
  return *told;
}

Time moment(int64_t seconds, int64_t ns, int64_t zone_s) { return {(seconds - zone_s) * kSecond + ns}; }

}  // namespace

bool ClfClock::parse(const char* at) {
  Fields f{four(at + 7), month({at + 3, 3}), two(at), -1, -1, -1};
  if (!read_clock(at + 12, f) || at[2] != '/' || at[6] != '/' || at[11] != ':') return false;
  const auto seconds = seconds_of(f);
  const auto east = zone({at + 21, 5});
  if (!seconds || !east) return false;
  std::copy_n(at, kClfDate, last_.begin());
  time_ = moment(*seconds, 0, *east);
  minute_ = time_ + -f.second * kSecond;
  return true;
}

bool is_clf_date(std::string_view text) {
  Time ignored;
  return text.size() >= kClfDate && ClfClock().read(text.data(), ignored);
}

std::optional<Time> take_iso(std::string_view& text, int64_t zone_s) {
  if (text.size() < 19) return std::nullopt;
  const char between = text[4], middle = text[10];
  if ((between != '-' && between != '/') || text[7] != between || (middle != 'T' && middle != ' '))
    return std::nullopt;
  const int month_number = two(&text[5]);
  Fields f{four(text.data()),
           month_number < 0 ? 0 : static_cast<unsigned>(month_number),
           two(&text[8]),
           -1,
           -1,
           -1};
  const bool clock = read_clock(&text[11], f);
  const auto seconds = seconds_of(f);
  if (!clock || !seconds) return std::nullopt;
  text.remove_prefix(19);
  const int64_t ns = take_fraction(text);
  const int64_t east = take_zone(text, zone_s);
  return moment(*seconds, ns, east);
}

std::optional<Time> take_asctime(std::string_view& text, int64_t zone_s) {
  if (text.size() < 24 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ') return std::nullopt;
  Fields f{0, month(text.substr(4, 3)), two(&text[8]), -1, -1, -1};
  if (!read_clock(&text[11], f)) return std::nullopt;
  std::string_view rest = text.substr(19);
  const int64_t ns = take_fraction(rest);
  if (rest.size() < 5 || rest[0] != ' ') return std::nullopt;
  f.year = four(&rest[1]);
  const auto seconds = seconds_of(f);
  if (!seconds) return std::nullopt;
  text = rest.substr(5);
  return moment(*seconds, ns, zone_s);
}

std::optional<Time> take_syslog(std::string_view& text, int64_t year, int64_t zone_s, unsigned* month_out) {
  if (text.size() < 15 || text[3] != ' ' || text[6] != ' ') return std::nullopt;
  Fields f{year, month(text.substr(0, 3)), two(&text[4]), -1, -1, -1};
  const bool clock = read_clock(&text[7], f);
  const auto seconds = seconds_of(f);
  if (!clock || !seconds) return std::nullopt;
  text.remove_prefix(15);
  const int64_t ns = take_fraction(text);
  if (month_out != nullptr) *month_out = f.month;
  return moment(*seconds, ns, zone_s);
}

std::optional<int64_t> decimal(std::string_view text, int64_t unit) {
  int64_t whole = 0;
  size_t at = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (whole > INT64_MAX / 10 / unit - 1) return std::nullopt;
    whole = whole * 10 + (text[at] - '0');
  }
  if (at == 0) return std::nullopt;
  int64_t part = 0, step = unit;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && is_digit(text[at]); ++at) part += (step /= 10) * (text[at] - '0');
  }
  return at == text.size() ? std::optional(whole * unit + part) : std::nullopt;
}

std::optional<Time> unix_time(std::string_view text) {
  const size_t digits = std::min(text.find('.'), text.size());
  int64_t unit = kSecond;
  for (size_t n = 10; n < digits && unit > 1; ++n) unit /= 10;
  const auto ns = digits >= 9 ? decimal(text, unit) : std::nullopt;
  return ns ? std::optional<Time>(Time{*ns}) : std::nullopt;
}

}  // namespace culprit::capture
