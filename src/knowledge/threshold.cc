#include "knowledge/threshold.h"

#include <algorithm>
#include <limits>

namespace culprit::knowledge {

double threshold(std::string_view id) {
  const auto at = std::ranges::lower_bound(thresholds(), id, {}, &Threshold::id);
  return at == thresholds().end() || at->id != id ? std::numeric_limits<double>::quiet_NaN() : at->value;
}

}  // namespace culprit::knowledge
