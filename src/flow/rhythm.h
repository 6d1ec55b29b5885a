// How evenly something comes again and again: what calls home does so by the clock.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/time.h"

namespace culprit::flow {

/// Mean and spread of the time between beginnings (Welford's method). Merging adds the beats of both, as if
/// the gap between them had not been.
struct Rhythm {
  Time last;
  uint32_t beats = 0;
  double mean_s = 0, spread = 0;  ///< of the intervals; `spread` is the sum of squared deviations, in s^2

  uint32_t intervals() const { return intervals_; }
  double deviation_s() const {
    return intervals_ < 2 ? 0 : std::sqrt(spread / static_cast<double>(intervals_ - 1));
  }
  void beat(Time t) {
    if (beats++ != 0 && t > last) interval(static_cast<double>(t - last) / static_cast<double>(kSecond));
    last = std::max(last, t);
  }
  void merge(const Rhythm& o) {
    const auto n = static_cast<double>(intervals_), m = static_cast<double>(o.intervals_);
    if (m > 0) {
      const double d = o.mean_s - mean_s;
      spread += o.spread + d * d * n * m / (n + m);
      mean_s += d * m / (n + m);
    }
    intervals_ += o.intervals_;
    beats += o.beats;
    last = std::max(last, o.last);
  }

 private:
  void interval(double seconds) {
    ++intervals_;
    const double d = seconds - mean_s;
    mean_s += d / intervals_;
    spread += d * (seconds - mean_s);
  }
  uint32_t intervals_ = 0;
};

}  // namespace culprit::flow
