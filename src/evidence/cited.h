// Which frames a case cites.
#pragma once
#include <vector>

#include "case/case.h"

namespace culprit::evidence {

/// At most `most` frames, those that matter most, sorted by file and frame: orders first, then the beginning
/// of each finding, then whatever else its evidence points at. The last frames of floods are left out: they
/// tell nothing that the first ones do not.
std::vector<FrameRef> cited(const Case& c, size_t most);

}  // namespace culprit::evidence
