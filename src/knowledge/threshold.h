// Numbers that judge: limits and weights, each with a sentence on where it comes from. Data: data/detect/*.toml.
#pragma once
#include <span>
#include <string_view>

namespace culprit::knowledge {

struct Threshold {
  std::string_view id;  ///< "flood.least-packets"
  double value;
};
/// Sorted by id.
std::span<const Threshold> thresholds();

/// The value of an id that the data has; a test calls every user of one, an unknown id gives NaN, which
/// compares false with everything.
double threshold(std::string_view id);

}  // namespace culprit::knowledge
