// One host tries the doors of another, one after the other.
#include "detect/probes.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

bool is_scan(const Probes& p) {
  if (static_cast<double>(p.doors) < threshold("scan.least-ports")) return false;
  if (p.failed() < threshold("scan.least-failed") || p.packets > 8 * p.doors) return false;
  if (p.protocol == packet::proto::tcp) return true;
  // Silence is the usual answer to UDP. What carries a load to many ports is a flood's; most knocks are empty.
  return p.payload_packets * 10 < p.packets * 7;
}

void run(const Scene& scene, Found& found) {
  for (const Probes& p : probes_by_pair(scene.traffic, threshold("scan.least-ports"))) {
    if (!is_scan(p) || found.is_taken(p.shares)) continue;
    Finding f = scan_finding(scene, p, "port-scan");
    f.attack = {"T1046"};
    found.add(std::move(f), p.shares);
  }
}

}  // namespace

extern const Detector port_scan;
const Detector port_scan{.id = "port-scan", .turn = 70, .run = run};

}  // namespace culprit::detect
