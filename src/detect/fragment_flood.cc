// A flood of IP fragments: of which no first one was seen, or of protocols that ordinary programs never send in
// pieces.
#include "detect/flood.h"

namespace culprit::detect {
namespace {

bool is_of_fragments(const flow::Rush& r) {
  if (r.burst.datagrams == 0) return r.burst.fragments == r.burst.packets;
  return r.protocol == packet::proto::tcp && r.burst.fragments * 10 >= r.burst.packets * 9;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (!is_of_fragments(r) || !is_heavy(r)) continue;
    find_flood(scene, found, r, "fragment-flood", udp_odds(scene, r));
  }
}

}  // namespace

extern const Detector fragment_flood;
const Detector fragment_flood{.id = "fragment-flood", .turn = 42, .run = run};

}  // namespace culprit::detect
