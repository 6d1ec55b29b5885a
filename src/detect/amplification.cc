// Answers that nobody asked for, or that were asked for in somebody else's name: amplification by reflectors.
#include <algorithm>
#include <cmath>

#include "detect/flood.h"
#include "knowledge/amplifier.h"

namespace culprit::detect {
namespace {

using flow::Rush;
using knowledge::Amplifier;

/// The service that the packets come from; null where they do not look like answers of one that amplifies.
const Amplifier* answering(const Rush& r) {
  if (r.from_port == 0) return nullptr;
  const Amplifier* a = knowledge::amplifier_of(r.content, r.from_port);
  return a != nullptr && std::ranges::find(a->ports, r.from_port) != a->ports.end() ? a : nullptr;
}

double mean_payload(const Rush& r) {
  return r.burst.datagrams == 0 ? 0
                                : static_cast<double>(r.burst.payload_bytes) / static_cast<double>(r.burst.datagrams);
}

struct Back {
  uint64_t packets = 0, bytes = 0;
};
Back questions(const Scene& scene, const Rush& r) {
  Back back;
  for (const flow::Share& s : r.shares) {
    const flow::Direction& d = scene.traffic[s.conversation].way[1 - s.way];
    back.packets += d.packets;
    back.bytes += d.bytes;
  }
  return back;
}

void weigh_size(Odds& odds, const Rush& r, const Amplifier& a) {
  const double mean = mean_payload(r);
  if (mean >= a.least_answer)
    odds.fact(Sentence("weighed.amplification.large").number("bytes", mean),
              knowledge::threshold("amplification.large"));
  else
    odds.fact("amplification.small");
}

/// The one who is hit: answers come in, and no questions went out.
Odds victim_odds(const Scene& scene, const Rush& r, const Amplifier& a, const Back& asked) {
  Odds odds("amplification.start");
  weigh_size(odds, r, a);
  if (asked.packets * 50 <= r.burst.packets)
    odds.fact(scene.sight.sees_answers() ? "amplification.unasked" : "amplification.one-sided");
  else
    odds.fact("amplification.asked");
  weigh_volume(odds, r, "flood.tcp.volume-scale");
  weigh_crowd(odds, r);
  return odds;
}

/// How much of the service's work this one client is.
double share_of_client(const Scene& scene, const Rush& r) {
  uint64_t all = 0, mine = 0;
  const flow::Key& key = scene.traffic[r.shares.front().conversation].key;
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    if (c.key.protocol != key.protocol || c.key.service != key.service) continue;
    if (c.key.a != r.source && c.key.b != r.source) continue;
    all += c.packets();
    if (c.key.a == r.target || c.key.b == r.target) mine += c.packets();
  }
  return all == 0 ? 0 : static_cast<double>(mine) / static_cast<double>(all);
}

/// The service that is misused: the same question over and over, from one who cannot mean it, answered with
/// much more than was asked.
Odds reflector_odds(const Scene& scene, const Rush& r, const Amplifier& a, const Back& asked) {
  Odds odds("amplification.start");
  weigh_size(odds, r, a);
  const double ratio =
      asked.bytes == 0 ? 0 : static_cast<double>(r.burst.bytes) / static_cast<double>(asked.bytes);
  odds.fact(Sentence("weighed.amplification.factor").number("factor", ratio),
            ratio >= 1.5 ? std::min(std::log(ratio), 3.0) : -3.0);
  const flow::Share& s = r.shares.front();
  const flow::Burst& back = scene.traffic[s.conversation].way[1 - s.way].run;
  const bool same = back.nature.alike() || back.nature.one_byte();
  if (same && back.sizes.top_share() > 0.95) odds.fact("amplification.same-question");
  if (share_of_client(scene, r) > 0.8) odds.fact("amplification.one-client");
  weigh_volume(odds, r, "flood.tcp.volume-scale");
  return odds;
}

void run(const Scene& scene, Found& found) {
  for (const Rush& r : scene.rushes) {
    if (r.protocol != packet::proto::udp || r.burst.datagrams == 0 || !is_heavy(r) || r.target.is_none()) continue;
    const Amplifier* a = answering(r);
    if (a == nullptr) continue;
    const Back asked = questions(scene, r);
    // Who began may not have been captured; between two servers it must be known.
    const bool answers = !r.opened || r.burst.dst_ports.few_count() != 1 || r.burst.dst_ports.few().front() != r.from_port;
    // One question may be answered in a hundred packets.
    const bool reflects = !r.source.is_none() && answers && asked.packets >= 5 && asked.packets * 200 > r.burst.datagrams;
    const Odds odds = reflects ? reflector_odds(scene, r, *a, asked) : victim_odds(scene, r, *a, asked);
    if (odds.sum() <= 0) continue;
    Finding f = flood_finding(scene, r, std::string(a->id), odds);
    f.attack = {"T1498.002"};
    if (f.way == Way::outbound || f.way == Way::internal) f.role = "reflector";
    found.add(std::move(f), r);
  }
}

}  // namespace

extern const Detector amplification;
const Detector amplification{.id = "amplification", .turn = 40, .run = run};

}  // namespace culprit::detect
