// The best measures first, once each is proven.
#pragma once
#include <vector>

#include "case/proof.h"

namespace culprit::contain {

inline constexpr double kEnough = 0.98;     ///< of a flood: its finding may hold some packets of others
inline constexpr size_t kMostMeasures = 4;  ///< against one finding; those against orders not counted

/// Of each finding those first that stop the flood and nothing else, the narrowest of them first; then those
/// that do the least harm for what they stop. What stops next to nothing is left out where another does more.
void choose(std::vector<ProvenMeasure>& all);

}  // namespace culprit::contain
