// Packets of GRE, ESP and other IP protocols that nobody answers.
#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

namespace proto = packet::proto;

bool is_other_ip(uint16_t p) {
  return p < 256 && p != proto::udp && p != proto::tcp && p != proto::icmp && p != proto::icmp6 && p != proto::igmp;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (!is_other_ip(r.protocol) || found.is_taken(r) || !is_heavy(r)) continue;
    if (r.burst.datagrams == 0) continue;
    Odds odds("flood.ip.start");
    weigh_volume(odds, r, "flood.tcp.volume-scale");
    weigh_replies(odds, scene, r);
    weigh_crowd(odds, r);
    if (r.protocol == flow::kRareProtocol) odds.fact("flood.ip.rare");
    // What ports there are belong to packets inside, or to nothing at all: they change with each packet only by invention.
    if (invents_ports(r) && r.burst.src_ports.count() >= 16) odds.fact("flood.ip.invented");
    if (r.burst.nature.uniform_share() > 0.9 && r.burst.nature.total() != 0) odds.fact("flood.payload.one-byte");
    find_flood(scene, found, r, r.protocol == proto::gre ? "gre-flood" : "ip-flood", odds);
  }
}

}  // namespace

extern const Detector ip_flood;
const Detector ip_flood{.id = "ip-flood", .run = run};

}  // namespace culprit::detect
