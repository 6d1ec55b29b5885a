// Connections to a web server that are kept open for nothing, until it has none left (Slowloris and its kin).
#include <algorithm>

#include "detect/web_load.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

void run(const Scene& scene, Found& found) {
  for (const WebLoad& load : web_loads(scene)) {
    const uint64_t open = load.opened - std::min(load.opened, load.ended);
    if (static_cast<double>(open) < threshold("flood.slow.least-open")) continue;
    Odds odds("flood.slow.start");
    if (open * 5 > load.opened * 4) odds.fact("flood.slow.open");
    if (load.unfinished * 2 > open) odds.fact("flood.slow.unfinished");
    if (scene.sight.sees_answers() && load.idle_acks > load.requests && load.unfinished * 2 <= open) odds.fact("flood.slow.idle");
    if (load.opened > 30 * load.clients.size()) odds.fact("flood.slow.each");
    if (odds.sum() <= 0 || found.is_taken(load.shares)) continue;
    Finding f = web_finding(scene, load, "slow-http-flood", odds);
    found.add(std::move(f), load.shares);
  }
}

}  // namespace

extern const Detector slow_http_flood;
const Detector slow_http_flood{.id = "slow-http-flood", .turn = 39, .run = run};

}  // namespace culprit::detect
