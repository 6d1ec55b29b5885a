// Connections to a web server that are kept open for nothing, until it has none left (Slowloris and its kin).
#include <algorithm>

#include "detect/web_load.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

void run(const Scene& scene, Found& found) {
  for (WebLoad& load : web_loads(scene)) {
    const uint64_t open = load.opened - std::min(load.opened, load.ended);
    if (static_cast<double>(open) < threshold("flood.slow.least-open")) continue;
    Odds odds("flood.slow.start");
    if (load.held * 5 > open * 4) odds.fact("flood.slow.open");
    const bool begun = load.unfinished * 5 > open * 2;
    if (begun) odds.fact("flood.slow.unfinished");
    const bool several = load.held > 2 * load.holders.size();
    if (!begun && several && scene.sight.sees_answers() && load.idle_acks > load.held) odds.fact("flood.slow.idle");
    if (load.held > 30 * load.holders.size()) odds.fact("flood.slow.each");
    if (odds.sum() <= 0) continue;
    restrict_to(load, load.holders);
    if (found.is_taken(load.shares)) continue;
    Finding f = web_finding(scene, load, "slow-http-flood", odds);
    found.add(std::move(f), load.shares);
  }
}

}  // namespace

extern const Detector slow_http_flood;
const Detector slow_http_flood{.id = "slow-http-flood", .turn = 39, .run = run};

}  // namespace culprit::detect
