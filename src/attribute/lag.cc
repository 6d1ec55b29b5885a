#include "attribute/lag.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "knowledge/threshold.h"

namespace culprit::attribute {
namespace {

using knowledge::threshold;

struct LogNormal {
  double median, sigma;
  double density(double t) const {
    const double z = std::log(t / median) / sigma;
    return std::exp(-0.5 * z * z) / (t * sigma * std::sqrt(2 * std::numbers::pi));
  }
  double below(double t) const {
    return t <= 0 ? 0 : 0.5 * std::erfc(-std::log(t / median) / (sigma * std::numbers::sqrt2));
  }
};
constexpr LogNormal kFast{1e-3, 2.0}, kSlow{50e-3, 1.5};

struct Shares {
  double fast = threshold("link.lag.fast-share"), slow = threshold("link.lag.slow-share");
  double window = threshold("link.window-seconds");
  double rest() const { return (1 - fast - slow) / window; }
};

}  // namespace

double lag_density(double lag) {
  const Shares s;
  const double t = std::max(lag, 1e-5);
  return s.fast * kFast.density(t) + s.slow * kSlow.density(t) + s.rest();
}

double blurred_density(double least, double blur) {
  const Shares s;
  const auto below = [&](double t) {
    return t <= 0 ? 0 : s.fast * kFast.below(t) + s.slow * kSlow.below(t) + s.rest() * std::min(t, s.window);
  };
  return (below(least + blur) - below(least)) / blur;
}

}  // namespace culprit::attribute
