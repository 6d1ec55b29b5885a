// A flood of IP fragments of which no first one was seen: ports and protocol details stay unknown.
#include "detect/flood.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.burst.datagrams != 0 || r.burst.fragments != r.burst.packets || !is_heavy(r)) continue;
    find_flood(scene, found, r, "fragment-flood", udp_odds(scene, r));
  }
}

}  // namespace

extern const Detector fragment_flood;
const Detector fragment_flood{.id = "fragment-flood", .run = run};

}  // namespace culprit::detect
