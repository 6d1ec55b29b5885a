// Name queries by the hundred: against a name server, or with its help against the servers that it asks.
#include "detect/flood.h"

namespace culprit::detect {
namespace {

/// To the service's port, from ever other ones.
bool are_queries(const flow::Rush& r) {
  const flow::Ports& from = r.burst.src_ports;
  const bool answers = from.few_count() == 1 && from.few().front() == 53;
  return r.protocol == packet::proto::udp && r.content == "dns" && r.service == 53 && !answers;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (!are_queries(r) || found.is_taken(r) || !is_heavy(r)) continue;
    Odds odds("flood.dns.start");
    weigh_volume(odds, r, "flood.tcp.volume-scale");
    weigh_crowd(odds, r);
    const double answered = static_cast<double>(r.back_packets) / static_cast<double>(r.burst.packets);
    if (answered <= 0.1 && scene.sight.sees_answers()) odds.fact("flood.dns.unanswered");
    if (answered > 0.5) odds.fact("flood.dns.answered");
    if (r.burst.src_ports.count() >= 16) odds.fact("flood.sender-ports.many", 0.5);
    find_flood(scene, found, r, "dns-query-flood", odds);
  }
}

}  // namespace

extern const Detector dns_query_flood;
const Detector dns_query_flood{.id = "dns-query-flood", .turn = 41, .run = run};

}  // namespace culprit::detect
