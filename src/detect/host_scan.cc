// One host looks for others that have a certain door open.
#include "detect/probes.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

bool is_scan(const Scene& scene, const Probes& p) {
  if (p.service == flow::kManyPorts || static_cast<double>(p.doors) < threshold("scan.least-hosts")) return false;
  // Those who look after many hosts ping each of them again and again, and most answer.
  if (!packet::proto::has_ports(p.protocol)) return p.packets <= 3 * p.doors && static_cast<double>(p.doors) >= threshold("scan.least-pinged");
  if (p.failed() < threshold("scan.least-failed")) return false;
  // Where answers cannot be seen: who goes on talking found what he looked for.
  if (p.protocol == packet::proto::tcp) return p.packets <= 8 * p.doors && p.mix.ack + p.mix.data <= p.mix.syn / 2 + p.mix.odd + p.mix.fin;
  return scene.sight.sees_answers() && p.failed() > 0.9 && p.packets <= 3 * p.doors;
}

/// The scanner of Mirai and its kin writes the target's address into the sequence number (Antonakakis et al.
/// 2017, section 4).
bool is_mirai(const Probes& p) { return p.mix.syn >= 10 && p.mix.to_self * 10 > p.mix.syn * 8; }

void run(const Scene& scene, Found& found) {
  for (const Probes& p : probes_by_service(scene.traffic, threshold("scan.least-hosts"))) {
    if (!is_scan(scene, p) || found.is_taken(p.shares)) continue;
    Finding f = scan_finding(scene, p, "host-scan");
    f.attack = {"T1046"};
    if (is_mirai(p)) {
      Evidence e;
      e.ref = p.first_ref;
      e.reason = Sentence("evidence.mirai-mark").count("n", p.mix.to_self);
      e.weight = 6;
      f.evidence.push_back(std::move(e));
    }
    found.add(std::move(f), p.shares);
  }
}

}  // namespace

extern const Detector host_scan;
const Detector host_scan{.id = "host-scan", .turn = 71, .run = run};

}  // namespace culprit::detect
