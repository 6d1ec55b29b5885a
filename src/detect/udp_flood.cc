// A flood of UDP datagrams, whole or in fragments, one source or many.
#include "detect/flood.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Case& c, std::vector<Claim>& claims) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.protocol != packet::proto::udp || r.burst.datagrams == 0) continue;
    const double odds = flood_log_odds(scene, r);
    if (odds <= 0) continue;
    Finding f = flood_finding(scene, r, "udp-flood", odds);
    f.id = "udp-flood-" + std::to_string(c.findings.size() + 1);
    claims.push_back({f.id, &r});
    c.findings.push_back(std::move(f));
  }
}

}  // namespace

extern const Detector udp_flood;
const Detector udp_flood{.id = "udp-flood", .run = run};

}  // namespace culprit::detect
