// Two network cards claim one address: one of them pretends, or two devices are set up alike.
#include <algorithm>
#include <map>

#include "detect/detector.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using flow::Claim;
using knowledge::threshold;

/// The addresses of router redundancy protocols move between cards as a matter of course (RFC 5798 section
/// 7.3; Cisco HSRP, GLBP).
bool is_virtual(uint64_t mac) {
  return mac >> 8 == 0x00005e0001 || mac >> 8 == 0x00005e0002 || mac >> 12 == 0x00000c07a || mac >> 8 == 0x00000c9ff0 ||
         mac >> 16 == 0x0007b400;
}

/// How many addresses each card claims that another card claims as well.
std::map<uint64_t, unsigned> contested(const flow::Neighbours& all) {
  std::map<uint64_t, unsigned> out;
  for (const Claim& c : all.all()) {
    if (c.rival == 0) continue;
    ++out[c.mac];
    ++out[c.rival];
  }
  return out;
}

/// The card has an address of its own besides, that nobody contests: it is another device, and speaks for this one.
bool has_own(const flow::Neighbours& all, uint64_t mac) {
  return std::ranges::any_of(all.all(), [&](const Claim& c) { return c.mac == mac && c.rival == 0; });
}

Finding finding_of(const Claim& c, bool spoofed, uint64_t pretender) {
  Finding f;
  f.kind = spoofed ? "arp-spoofing" : "duplicate-address";
  f.severity = spoofed ? Severity::high : Severity::low;
  f.confidence = spoofed ? 0.9 : 0.8;
  f.way = Way::internal;
  f.role = spoofed ? "victim" : "none";
  f.key = f.kind + ':' + c.ip.text();
  f.start = c.conflict;
  f.end = c.last;
  f.packets = c.rival_claims + c.claims;
  f.sources.push_back({.ip = Address::mac(pretender), .mac = pretender, .ports = {}, .name = {}, .prefix_bits = {}});
  f.targets.push_back({.ip = c.ip, .mac = pretender == c.mac ? c.rival : c.mac, .ports = {}, .name = {}, .prefix_bits = {}});
  f.first = c.first_ref;
  f.last = c.conflict_ref;
  f.filter = "arp.src.proto_ipv4 == " + c.ip.text();
  for (const FrameRef ref : {c.first_ref, c.conflict_ref}) {
    Evidence e;
    e.ref = ref;
    e.reason = Sentence("evidence.arp-claim").address("ip", c.ip).address(
        "mac", Address::mac(ref == c.first_ref ? c.mac : c.rival));
    f.evidence.push_back(std::move(e));
  }
  if (spoofed) f.attack = {"T1557.002"};
  const std::string key = "finding." + f.kind;
  f.title = Sentence(key + ".title").address("ip", c.ip);
  f.what = Sentence(key + ".what").address("ip", c.ip).address("mac", Address::mac(pretender)).count("n", c.rival_claims);
  return f;
}

void run(const Scene& scene, Found& found) {
  const auto cards = contested(scene.traffic.neighbours());
  for (const Claim& c : scene.traffic.neighbours().all()) {
    if (c.rival == 0 || is_virtual(c.mac) || is_virtual(c.rival)) continue;
    // One change, and the old card is heard no more: the address was given to another device.
    if (c.turns < 2 && c.unasked < threshold("arp.least-unasked")) continue;
    const uint64_t pretender = cards.at(c.mac) > cards.at(c.rival) ? c.mac : c.rival;
    const bool to_and_fro = c.turns >= threshold("arp.least-turns");
    const bool another = cards.at(pretender) > 1 || has_own(scene.traffic.neighbours(), pretender);
    const bool spoofed = c.unasked >= threshold("arp.least-unasked") || (to_and_fro && another);
    found.add(finding_of(c, spoofed, pretender), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector arp_spoofing;
const Detector arp_spoofing{.id = "arp-spoofing", .run = run};

}  // namespace culprit::detect
