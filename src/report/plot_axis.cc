#include "report/plot_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace culprit::report {
namespace {

constexpr int64_t kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::array<int64_t, 27> kSteps{kMillisecond,
                                         2 * kMillisecond,
                                         5 * kMillisecond,
                                         10 * kMillisecond,
                                         20 * kMillisecond,
                                         50 * kMillisecond,
                                         100 * kMillisecond,
                                         200 * kMillisecond,
                                         500 * kMillisecond,
                                         kSecond,
                                         2 * kSecond,
                                         5 * kSecond,
                                         10 * kSecond,
                                         15 * kSecond,
                                         30 * kSecond,
                                         kMinute,
                                         2 * kMinute,
                                         5 * kMinute,
                                         10 * kMinute,
                                         15 * kMinute,
                                         30 * kMinute,
                                         kHour,
                                         3 * kHour,
                                         6 * kHour,
                                         12 * kHour,
                                         kDay,
                                         7 * kDay};

}  // namespace

double round_step(double most, int steps) {
  if (!(most > 0)) return 1;
  const double least = most / steps;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * 0.999999) return factor * power;
  return 10 * power;
}

std::vector<Time> round_times(Time start, Time end, int most) {
  const int64_t span = std::max<int64_t>(end - start, 1);
  int64_t step = kSteps.back();
  for (const int64_t one : kSteps)
    if (span / one <= most) {
      step = one;
      break;
    }
  while (span / step > most) step *= 2;
  std::vector<Time> out;
  for (int64_t t = start.ns / step * step; t <= end.ns; t += step)
    if (t >= start.ns) out.push_back({t});
  return out;
}

std::string short_time(Time t, Time start, Time end) {
  const std::string whole = rfc3339(t, 3);  // 2011-03-04T18:20:05.250Z
  const int64_t span = end - start;
  if (span > 2 * kDay) return whole.substr(5, 5);
  if (span > 12 * kHour) return whole.substr(5, 5) + ' ' + whole.substr(11, 5);
  if (span > 10 * kMinute) return whole.substr(11, 5);
  return span > 5 * kSecond ? whole.substr(11, 8) : whole.substr(11, 12);
}

}  // namespace culprit::report
