#include "explain/labels.h"

#include <algorithm>

namespace culprit::explain {

uint32_t Labels::index(const std::string& id) {
  const auto at = std::ranges::find(groups_, id);
  if (at != groups_.end()) return static_cast<uint32_t>(at - groups_.begin());
  groups_.push_back(id);
  return static_cast<uint32_t>(groups_.size() - 1);
}

void Labels::settle(const flow::Traffic& traffic, std::span<const Claimed> claims,
                    const message::Names& names, const Case& c) {
  groups_ = {""};
  by_place_.assign(size_t{traffic.size()} * 2, {});
  const auto ids = group_ids(traffic, names, c);
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const uint32_t rest = index(ids[i]);
    by_place_[size_t{i} * 2].rest = by_place_[size_t{i} * 2 + 1].rest = rest;
  }
  for (const Claimed& share : claims) {
    const auto f = std::ranges::find(c.findings, share.finding, &Finding::id);
    if (f == c.findings.end()) continue;
    by_place_[size_t{share.conversation} * 2 + share.way].claimed.push_back({f->start, f->end, index(f->id)});
  }
}

uint32_t Labels::of(size_t n, Time time) const {
  if (n >= places_.size() || places_[n] >= by_place_.size()) return 0;
  const Place& place = by_place_[places_[n]];
  for (const Part& part : place.claimed)
    if (part.start <= time && time <= part.end) return part.group;
  return place.rest;
}

}  // namespace culprit::explain
