// A flood of UDP datagrams, whole or in fragments, one source or many, one target or a block of them.
#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.protocol != packet::proto::udp || r.burst.datagrams == 0 || found.is_taken(r) || !is_heavy(r) ||
        is_udp_probing(r) || is_search(r))
      continue;
    find_flood(scene, found, r, "udp-flood", udp_odds(scene, r));
  }
}

}  // namespace

extern const Detector udp_flood;
const Detector udp_flood{.id = "udp-flood", .turn = 60, .run = run};

}  // namespace culprit::detect
