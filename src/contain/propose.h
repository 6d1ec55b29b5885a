// The smallest rule sets that would stop what was found.
#pragma once
#include <vector>

#include "case/case.h"
#include "case/measure.h"

namespace culprit::contain {

inline constexpr size_t kMaxRemotes =
    256;  ///< addresses in one rule; where there are more, another measure is better

/// The narrowest first within a finding: findings in the order of the case.
std::vector<Measure> propose(const Case& c);

}  // namespace culprit::contain
