#include "detect/detector.h"

#include <algorithm>

namespace culprit::detect {

bool Found::is_taken(const flow::Rush& r) const { return std::ranges::find(taken, &r) != taken.end(); }

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
