// What all floods have in common: shape, direction, and the finding that is made of them.
#pragma once
#include <string>

#include "detect/detector.h"

namespace culprit::detect {

/// The least number of packets that is called a flood.
inline constexpr uint64_t kFloodLeast = 100;

/// Log odds that a rush of UDP or of fragments is a flood, by shape first and volume as one term
/// (docs/detectors/udp-flood.md).
double flood_log_odds(const Scene& scene, const flow::Rush& rush);

/// Which way the rush goes as seen from the local side, and the local side's role in it.
struct Direction {
  Way way = Way::unknown;
  std::string role = "none";
};
Direction direction_of(const flow::Local& local, const flow::Rush& rush);

/// The finding, with measures, payload nature, evidence and filter filled in. `words` is the prefix of its
/// sentences' keys.
Finding flood_finding(const Scene& scene, const flow::Rush& rush, const std::string& kind, double log_odds);

}  // namespace culprit::detect
