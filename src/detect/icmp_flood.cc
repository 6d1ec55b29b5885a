// Pings and other questions of ICMP, more than anybody needs.
#include <cmath>

#include "detect/flood.h"

namespace culprit::detect {
namespace {

/// Errors and answers are sent because something else was: they are no flood of their own.
bool asks(const Scene& scene, const flow::Rush& r) {
  const flow::Key& key = scene.traffic[r.shares.front().conversation].key;
  if (r.service == flow::kManyPorts) return true;
  const bool six = key.protocol == packet::proto::icmp6;
  return six ? r.service == 128 : r.service == 8 || r.service == 13 || r.service == 17;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    const bool icmp = r.protocol == packet::proto::icmp || r.protocol == packet::proto::icmp6;
    if (!icmp || found.is_taken(r) || !is_heavy(r) || !asks(scene, r)) continue;
    Odds odds("flood.icmp.start");
    const double rate = std::max(r.burst.peak_pps(), 0.1);
    const double tenfold = std::log10(rate / knowledge::threshold("flood.icmp.scale"));
    odds.fact(Sentence("weighed.flood.volume.rate").number("rate", rate),
              std::clamp(tenfold, -2.0, 3.0) * knowledge::threshold("flood.icmp.steep"));
    if (r.burst.peak_bps() > 10e6) odds.fact("flood.volume.fast-line");
    weigh_crowd(odds, r);
    find_flood(scene, found, r, "icmp-flood", odds);
  }
}

}  // namespace

extern const Detector icmp_flood;
const Detector icmp_flood{.id = "icmp-flood", .run = run};

}  // namespace culprit::detect
