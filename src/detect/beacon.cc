// A program that calls home by the clock.
#include <map>
#include <set>

#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

/// Services that are asked by the clock as a matter of course.
bool is_routine(const flow::Conversation& c) {
  static constexpr std::array<std::string_view, 18> routine{"ntp",  "dns",  "mdns", "ssdp", "dhcp",     "imap",
                                                            "pop3", "snmp", "mqtt", "stun", "syslog",   "llmnr",
                                                            "nbns", "sip",  "rtp",  "rtcp", "wireguard", "openvpn"};
  if (std::ranges::find(routine, c.content) != routine.end()) return true;
  return c.key.service == 123 || c.key.service == 53 || c.key.service == 443;
}

bool is_even(const flow::Rhythm& r) {
  if (r.intervals() < threshold("beacon.least-intervals") || r.mean_s < threshold("beacon.least-seconds")) return false;
  return r.deviation_s() <= threshold("beacon.most-jitter") * r.mean_s;
}

/// Connections by pair; where all are of one conversation, those.
const flow::Rhythm& rhythm_of(const flow::Traffic& traffic, const flow::Conversation& c) {
  const flow::Traffic::Openings* all = traffic.openings_of(c);
  return c.key.protocol == packet::proto::tcp && all != nullptr && all->opener == c.opener ? all->rhythm : c.rhythm;
}

void run(const Scene& scene, Found& found) {
  std::map<uint32_t, uint64_t> bytes;  // by pair
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) bytes[scene.traffic[i].pair] += scene.traffic[i].bytes();
  std::set<uint32_t> told;
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    const flow::Rhythm& rhythm = rhythm_of(scene.traffic, c);
    const Address &doer = c.opener == 0 ? c.key.a : c.key.b, &other = c.opener == 0 ? c.key.b : c.key.a;
    if (c.is_crowd() || is_group(other) || scope(other) != Scope::global) continue;
    if (!scene.local.has(doer) || scene.local.has(other) || is_routine(c) || !is_even(rhythm)) continue;
    const double each = static_cast<double>(bytes[c.pair]) / rhythm.beats;
    if (each > threshold("beacon.most-bytes") || !told.insert(c.pair).second) continue;
    Deed d{.kind = "beacon",
           .doer = doer,
           .other = other,
           .port = c.key.service == flow::kManyPorts ? uint16_t{0} : static_cast<uint16_t>(c.key.service),
           .start = c.first,
           .end = c.last,
           .first = c.first_ref,
           .last = c.way[c.opener].run.last_ref,
           .count = rhythm.beats};
    Finding f = deed_finding(scene, d);
    f.severity = Severity::low;  // updates and mail are fetched by the clock as well
    f.confidence = 0.6;
    f.attack = {"T1071"};
    f.filter = filter_between(doer, other, c.key.protocol == packet::proto::tcp ? "tcp" : "udp", d.port);
    f.what.duration("every", static_cast<int64_t>(rhythm.mean_s * 1e9));
    found.add(std::move(f), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector beacon;
const Detector beacon{.id = "beacon", .run = run};

}  // namespace culprit::detect
