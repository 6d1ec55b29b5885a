// Connection requests that nobody means: no handshake is completed, no data follows.
#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

/// Robots of the whole Internet knock at everybody's doors all day: each now and then, at the doors of many
/// services, and at the same ones. A flood hits one service, and hard, or invents a port for each packet.
bool is_noise(const flow::Rush& r) {
  const uint64_t ports = r.burst.dst_ports.count();
  if (!r.source.is_none() || r.service != flow::kManyPorts || ports < 5) return false;
  const bool forged = r.sources * 2 > r.burst.datagrams;  // else one who tries ports is among them
  const double rate = r.burst.peak_pps();
  return rate < 50 || (rate < 1000 && (ports * 4 < r.burst.datagrams || !forged) && r.burst.datagrams < 3000);
}

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
    if (is_noise(r)) odds.fact("flood.syn.noise");
    find_flood(scene, found, r, "syn-flood", odds);
  }
}

}  // namespace

extern const Detector syn_flood;
const Detector syn_flood{.id = "syn-flood", .run = run};

}  // namespace culprit::detect
