#include "detect/odds.h"

#include <algorithm>
#include <cmath>

namespace culprit::detect {

std::vector<Reason> Odds::reasons() const {
  std::vector<Reason> out = reasons_;
  std::ranges::stable_sort(
      out, [](const Reason& x, const Reason& y) { return std::abs(x.weight) > std::abs(y.weight); });
  return out;
}

double Odds::confidence() const { return std::min(0.99, 1 / (1 + std::exp(-sum_))); }

}  // namespace culprit::detect
