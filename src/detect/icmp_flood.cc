// Pings and other questions of ICMP, more than anybody needs.
#include <cmath>

#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

bool is_question(uint16_t protocol, uint16_t type) {
  return protocol == packet::proto::icmp6 ? type == 128 : type == 8 || type == 13 || type == 17;
}

/// Errors and answers are sent because something else was: they are no flood of their own. (Of a crowd, the
/// types take the place of the ports.)
bool asks(const flow::Rush& r) {
  if (r.service != flow::kManyPorts) return is_question(r.protocol, static_cast<uint16_t>(r.service));
  const flow::Ports& types = r.burst.src_ports;
  for (unsigned i = 0; i < types.few_count(); ++i)
    if (is_question(r.protocol, types.few()[i])) return true;
  return types.few_count() == 0;
}

/// Errors about packets that its target never sent, from many at once.
bool is_storm_of_errors(const Scene& scene, const flow::Rush& r) {
  const flow::Host* target = r.target.is_none() ? nullptr : scene.traffic.find_host(r.target);
  return target != nullptr && uint64_t{target->stray_errors} * 4 > r.burst.packets * 3;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    const bool icmp = r.protocol == packet::proto::icmp || r.protocol == packet::proto::icmp6;
    if (!icmp || is_search(r) || found.is_taken(r) || (!r.shares.empty() && found.is_taken(r.shares)) || !is_heavy(r) || !(asks(r) || is_storm_of_errors(scene, r))) continue;
    Odds odds("flood.icmp.start");
    const double rate = std::max(r.burst.peak_pps(), 0.1);
    const double tenfold = std::log10(rate / knowledge::threshold("flood.icmp.scale"));
    odds.fact(Sentence("weighed.flood.volume.rate").number("rate", rate),
              std::clamp(tenfold, -2.0, 3.0) * knowledge::threshold("flood.icmp.steep"));
    if (r.burst.peak_bps() > 10e6) odds.fact("flood.volume.fast-line");
    if (r.burst.fragments * 2 > r.burst.packets) odds.fact("flood.fragments.most");
    if (is_storm_of_errors(scene, r)) odds.fact("flood.icmp.stray");
    weigh_crowd(odds, r);
    find_flood(scene, found, r, "icmp-flood", odds);
  }
}

}  // namespace

extern const Detector icmp_flood;
const Detector icmp_flood{.id = "icmp-flood", .run = run};

}  // namespace culprit::detect
