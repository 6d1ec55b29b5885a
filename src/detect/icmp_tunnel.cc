// Pings that carry something: a tunnel, or data that leave piece by piece.
#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

/// A program that pings sends the same form each time: a time stamp, and bytes that count up or never change.
bool carries_data(const flow::Burst& b, const flow::HistogramPool& pool) {
  if (static_cast<double>(b.packets) < threshold("icmp-tunnel.least-packets")) return false;
  if (static_cast<double>(b.payload_bytes) < threshold("icmp-tunnel.least-mean") * static_cast<double>(b.packets)) return false;
  const auto filling = b.nature.same_middle();
  if (b.nature.uniform_share() > 0.5 || !filling) return false;
  if (*filling >= threshold("icmp-tunnel.most-alike")) return false;
  // Floods have fillings of their own, too, but nobody floods with text, or at a walking pace.
  const double rate = b.rate();
  if (b.nature.printable(pool) > 0.9) return rate < 10 * threshold("icmp-tunnel.most-rate");
  return rate < threshold("icmp-tunnel.most-rate") && static_cast<double>(b.payload_bytes) > threshold("icmp-tunnel.large") * static_cast<double>(b.packets);
}

void run(const Scene& scene, Found& found) {
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    const bool four = c.key.protocol == packet::proto::icmp && c.key.service == 8;
    const bool six = c.key.protocol == packet::proto::icmp6 && c.key.service == 128;
    if (!(four || six) || c.is_crowd() || !carries_data(c.way[c.opener].run, scene.traffic.histograms())) continue;
    const bool from_a = c.opener == 0;
    const Deed d{.kind = "icmp-tunnel",
                 .doer = from_a ? c.key.a : c.key.b,
                 .other = from_a ? c.key.b : c.key.a,
                 .start = c.first,
                 .end = c.last,
                 .first = c.first_ref,
                 .last = c.way[c.opener].run.last_ref,
                 .count = c.way[c.opener].packets};
    Finding f = deed_finding(scene, d);
    f.bytes = c.way[c.opener].bytes;
    f.severity = f.way == Way::inbound ? Severity::low : Severity::high;
    f.confidence = 0.8;
    f.attack = {"T1095", "T1048"};
    f.filter = filter_between(d.doer, d.other, "", 0) + (four ? " && icmp" : " && icmpv6");
    f.what.bytes("bytes", f.bytes);
    found.add(std::move(f), shares_between(scene.traffic, d.doer, d.other, static_cast<uint16_t>(c.key.service)));
  }
}

}  // namespace

extern const Detector icmp_tunnel;
const Detector icmp_tunnel{.id = "icmp-tunnel", .turn = 40, .run = run};

}  // namespace culprit::detect
