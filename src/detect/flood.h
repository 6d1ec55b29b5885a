// What all floods have in common: shape, direction, and the finding that is made of them.
#pragma once
#include <string>
#include <string_view>

#include "detect/detector.h"
#include "detect/odds.h"

namespace culprit::detect {

/// Enough packets, to somebody in particular.
bool is_heavy(const flow::Rush& rush);

/// Facts that speak for or against every kind of flood.
void weigh_volume(Odds& odds, const flow::Rush& rush, std::string_view scale);
void weigh_replies(Odds& odds, const Scene& scene, const flow::Rush& rush);
void weigh_crowd(Odds& odds, const flow::Rush& rush);
void weigh_spread(Odds& odds, const flow::Rush& rush);
void weigh_content(Odds& odds, const flow::Rush& rush);
void weigh_arranged(Odds& odds, const Scene& scene, const flow::Rush& rush);

/// UDP, or fragments without a first one.
Odds udp_odds(const Scene& scene, const flow::Rush& rush);

/// Which way the rush goes as seen from the local side, and the local side's role in it.
struct Direction {
  Way way = Way::unknown;
  std::string role = "none";
};
Direction direction_of(const flow::Local& local, const flow::Rush& rush);

/// The finding, with measures, payload nature, evidence and filter filled in.
Finding flood_finding(const Scene& scene, const flow::Rush& rush, const std::string& kind, const Odds& odds);

/// Adds the finding where the odds are for it.
void find_flood(const Scene& scene, Found& found, const flow::Rush& rush, const std::string& kind,
                const Odds& odds);

}  // namespace culprit::detect
