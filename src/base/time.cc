#include "base/time.h"

#include <array>
#include <cstdlib>

namespace culprit {
namespace {

struct Civil {
  int64_t year;
  unsigned month, day, hour, minute, second;
  int64_t ns;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
Civil civil(Time time) {
  int64_t seconds = time.ns / kSecond;
  int64_t ns = time.ns % kSecond;
  if (ns < 0) {
    ns += kSecond;
    --seconds;
  }
  int64_t days = seconds / 86400;
  int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  const int64_t z = days + 719468;
  const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  const auto second = static_cast<unsigned>(rest);
  return {static_cast<int64_t>(yoe) + era * 400 + (month <= 2 ? 1 : 0),
          month,
          doy - (153 * mp + 2) / 5 + 1,
          second / 3600,
          second / 60 % 60,
          second % 60,
          ns};
}

void put(std::string& out, int64_t value, int width) {
  std::array<char, 20> digits{};
  int count = 0;
  uint64_t rest = static_cast<uint64_t>(value < 0 ? -value : value);
  do {
    digits[static_cast<size_t>(count++)] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0 && count < 20);
  if (value < 0) out += '-';
  for (int i = count; i < width; ++i) out += '0';
  while (count > 0) out += digits[static_cast<size_t>(--count)];
}

std::string stamp(const Civil& c, char between) {
  std::string out;
  put(out, c.year, 4);
  out += '-';
  put(out, c.month, 2);
  out += '-';
  put(out, c.day, 2);
  out += between;
  put(out, c.hour, 2);
  out += ':';
  put(out, c.minute, 2);
  out += ':';
  put(out, c.second, 2);
  return out;
}

}  // namespace

std::string rfc3339(Time time, int digits) {
  const Civil c = civil(time);
  std::string out = stamp(c, 'T');
  if (digits > 0) {
    int64_t fraction = c.ns;
    for (int i = digits; i < 9; ++i) fraction /= 10;
    out += '.';
    put(out, fraction, digits);
  }
  return out + 'Z';
}

std::string readable(Time time, int64_t offset_s) { return stamp(civil(time + offset_s * kSecond), ' '); }

int64_t days_from_civil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto yoe = static_cast<unsigned>(year - era * 400);
  const unsigned doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<int64_t>(doe) - 719468;
}

}  // namespace culprit
