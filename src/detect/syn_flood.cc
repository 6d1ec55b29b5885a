// Connection requests that nobody means: no handshake is completed, no data follows.
#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.protocol != packet::proto::tcp || found.is_taken(r) || !is_heavy(r)) continue;
    const flow::TcpMix& mix = r.burst.tcp;
    if (mix.syn * 100 < mix.total() * 60 || is_probing(r)) continue;
    Odds odds("flood.syn.start");
    if (mix.syn * 100 >= mix.total() * 95) odds.fact("flood.syn.only");
    // The third step of the handshake, and what follows it.
    if ((mix.ack + mix.data) * 4 > mix.syn) odds.fact("flood.tcp.dialogue");
    weigh_volume(odds, r, "flood.tcp.volume-scale");
    weigh_crowd(odds, r);
    find_flood(scene, found, r, "syn-flood", odds);
  }
}

}  // namespace

extern const Detector syn_flood;
const Detector syn_flood{.id = "syn-flood", .run = run};

}  // namespace culprit::detect
