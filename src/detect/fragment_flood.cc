// A flood of IP fragments of which no first one was seen: ports and protocol details stay unknown.
#include "detect/flood.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Case& c, std::vector<Claim>& claims) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.burst.datagrams != 0 || r.burst.fragments != r.burst.packets) continue;
    const double odds = flood_log_odds(scene, r);
    if (odds <= 0) continue;
    Finding f = flood_finding(scene, r, "fragment-flood", odds);
    f.id = "fragment-flood-" + std::to_string(c.findings.size() + 1);
    claims.push_back({f.id, &r});
    c.findings.push_back(std::move(f));
  }
}

}  // namespace

extern const Detector fragment_flood;
const Detector fragment_flood{.id = "fragment-flood", .run = run};

}  // namespace culprit::detect
