// The smallest rule sets that would stop what was found.
#pragma once
#include <vector>

#include "case/case.h"
#include "case/look.h"
#include "case/measure.h"

namespace culprit::contain {

/// The narrowest first within a finding: findings in the order of the case.
std::vector<Measure> propose(const Case& c, const Looks& looks);

}  // namespace culprit::contain
