// Two cards call themselves the router of an IPv6 network (RFC 4861 section 4.2; RFC 6104).
#include <algorithm>
#include <vector>

#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

constexpr flow::Service kAdvertisement = 134;

/// Router advertisements, by who sends them.
struct Router {
  Deed deed;
  uint64_t mac = 0;
};

std::vector<Router> routers(const Scene& scene) {
  std::vector<Router> out;
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    if (c.key.protocol != packet::proto::icmp6 || c.key.service != kAdvertisement || c.is_crowd()) continue;
    const Address& who = c.opener == 0 ? c.key.a : c.key.b;
    const flow::Host* host = scene.traffic.find_host(who);
    auto at = std::ranges::find(out, who, [](const Router& r) { return r.deed.doer; });
    if (at == out.end()) {
      Deed d{.kind = "rogue-router", .doer = who, .start = c.first, .end = c.last, .first = c.first_ref};
      at = out.insert(out.end(), {d, host == nullptr ? 0 : host->mac});
    }
    at->deed.end = std::max(at->deed.end, c.last);
    at->deed.last = c.way[c.opener].run.last_ref;
    at->deed.count += c.packets();
  }
  return out;
}

void run(const Scene& scene, Found& found) {
  const std::vector<Router> all = routers(scene);
  if (all.size() < 2) return;
  // The true one spoke first; nobody can say more from a capture alone.
  const auto first = std::ranges::min_element(all, {}, [](const Router& r) { return r.deed.start; });
  for (const Router& r : all) {
    if (&r == &*first || (r.mac != 0 && r.mac == first->mac)) continue;
    Finding f = deed_finding(scene, r.deed);
    f.way = Way::internal;
    f.role = "victim";
    f.severity = Severity::medium;
    f.confidence = 0.6;
    f.attack = {"T1557"};
    f.filter = "icmpv6.type == 134 && ipv6.src == " + r.deed.doer.text();
    f.title = Sentence("finding.rogue-router.title").address("doer", r.deed.doer);
    f.what = Sentence("finding.rogue-router.what").address("doer", r.deed.doer).address("first", first->deed.doer).count("n", r.deed.count);
    found.add(std::move(f), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector rogue_router;
const Detector rogue_router{.id = "rogue-router", .run = run};

}  // namespace culprit::detect
