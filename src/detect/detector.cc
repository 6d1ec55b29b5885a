#include "detect/detector.h"

#include <algorithm>
#include <map>

namespace culprit::detect {

bool Found::is_taken(const flow::Rush& r) const { return std::ranges::find(taken, &r) != taken.end(); }

bool Found::is_taken(std::span<const flow::Share> shares) const {
  std::map<std::pair<uint32_t, unsigned>, uint64_t> taken_of;
  for (const Claim& claim : claims) taken_of[{claim.share.conversation, claim.share.way}] += claim.share.packets;
  uint64_t all = 0, gone = 0;
  for (const flow::Share& s : shares) {
    all += s.packets;
    const auto at = taken_of.find({s.conversation, s.way});
    if (at != taken_of.end()) gone += std::min(s.packets, at->second);
  }
  return 2 * gone > all;
}

void Found::add(Finding f, const flow::Rush& r) {
  taken.push_back(&r);
  add(std::move(f), r.shares);
}

void Found::add(Finding f, std::span<const flow::Share> shares) {
  f.id = f.kind + '-' + std::to_string(c.findings.size() + 1);
  for (const flow::Share& s : shares) claims.push_back({f.id, s});
  c.findings.push_back(std::move(f));
}

void run_all(const Scene& scene, Found& found) {
  std::vector<const Detector*> order(all().begin(), all().end());
  std::ranges::stable_sort(order, {}, [](const Detector* d) { return d->turn; });
  for (const Detector* d : order) d->run(scene, found);
}

}  // namespace culprit::detect
