#include "contain/choose.h"

#include <algorithm>
#include <map>
#include <string>

namespace culprit::contain {
namespace {

double share(uint64_t part, uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

/// 0 = stops it and nothing else; the worse the more.
double harm(const ProvenMeasure& m) {
  constexpr double kNotAboutTheFlood = 1e6;
  if (m.measure.scope == "orderer") return kNotAboutTheFlood;
  const GroupFate flood = sum(m.proof, true), other = sum(m.proof, false);
  const double stopped = share(flood.dropped, flood.packets), lost = share(other.dropped, other.packets);
  // Its finding counts visitors as the flood's, because they ask for the same: its proof tells too little.
  if (m.measure.scope == "heavy-senders") return other.dropped == 0 ? 0 : lost;
  if (stopped >= kEnough && other.dropped == 0) return 0;
  constexpr double kLossCounts = 3;  // a lost packet of others weighs more than one of the flood that passes
  return 1 - stopped + kLossCounts * lost + 1e-9;
}

}  // namespace

void choose(std::vector<ProvenMeasure>& all) {
  std::vector<std::pair<double, size_t>> order;
  std::map<std::string, size_t> place;  // of findings, as they come
  for (const ProvenMeasure& m : all) {
    place.emplace(m.measure.finding, place.size());
    order.emplace_back(harm(m), order.size());
  }
  const auto place_of = [&](size_t i) { return place.at(all[i].measure.finding); };
  std::ranges::stable_sort(order, [&](const auto& a, const auto& b) {
    const size_t x = place_of(a.second), y = place_of(b.second);
    return x != y ? x < y : a.first < b.first;
  });
  std::map<std::string, size_t> taken;
  std::vector<ProvenMeasure> out;
  for (const auto& [bad, i] : order) {
    const std::string& finding = all[i].measure.finding;
    const bool about_orders = all[i].measure.scope == "orderer";
    if (!about_orders && taken[finding] != 0 && (bad > 0.9 || taken[finding] == kMostMeasures)) continue;
    taken[finding] += !about_orders;
    out.push_back(std::move(all[i]));
  }
  all = std::move(out);
}

}  // namespace culprit::contain
