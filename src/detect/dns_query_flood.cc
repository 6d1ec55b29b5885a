// Name queries by the hundred: against a name server, or with its help against the servers that it asks.
#include <algorithm>
#include <map>

#include "case/answer.h"
#include "detect/deed.h"
#include "detect/flood.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

/// To the service's port.
bool are_queries(const flow::Rush& r) {
  const flow::Ports &from = r.burst.src_ports, &to = r.burst.dst_ports;
  const bool answers = from.few_count() == 1 && from.few().front() == 53;
  return r.protocol == packet::proto::udp && r.content == "dns" && r.service == 53 && !answers &&
         to.few_count() == 1;
}

/// What was asked there, as far as notes were taken.
struct Asked {
  uint64_t questions = 0, names = 0, answers = 0, failed = 0;
  unsigned zones = 0;
  /// One name over and over, or other ones of a single zone each time: who looks up names looks up all sorts.
  /// (Who asks his own name server for one name only has a program in a loop; that server knows other names
  /// as well.)
  bool one_zone() const {
    return questions >= 50 && zones == 1 && (names == 1 || names * 10 > questions * 8);
  }
  /// Names that are made up for each query.
  bool random_names() const {
    return questions >= 50 && names * 10 > questions * 8 && answers >= 20 && failed * 10 > answers * 8;
  }
};
Asked asked(const message::Notes& notes, const flow::Rush& r) {
  Asked out;
  for (const message::Tally& t : notes.all()) {
    if (t.server != r.target || (!r.source.is_none() && t.client != r.source)) continue;
    if (t.kind == message::NoteKind::question) {
      out.questions += t.count;
      ++out.zones;
      const uint32_t names = t.distinct();
      out.names += names == message::Tally::kMany ? t.count : std::min<uint64_t>(names, t.count);
    } else if (t.kind == message::NoteKind::answer) {
      out.answers += t.count;
      out.failed += t.with(2) + t.with(3) + t.with(5);
    }
  }
  return out;
}

/// One server is asked by many at once for ever new names of one domain: no rush, for each of them is
/// answered.
struct Zone {
  uint64_t questions = 0, names = 0;
  const message::Tally* most = nullptr;
  Deed deed;
  std::vector<Address> clients;
};

void by_zone(const Scene& scene, Found& found) {
  std::map<std::pair<Address, std::string_view>, Zone> zones;
  for (const message::Tally& t : scene.notes.all()) {
    if (t.kind != message::NoteKind::question || t.subject.empty() || t.server_port != 53) continue;
    Zone& z = zones[{t.server, t.subject}];
    z.questions += t.count;
    z.names += std::min<uint64_t>(t.distinct(), t.count);
    if (z.most == nullptr || t.count > z.most->count) z.most = &t;
    z.clients.push_back(t.client);
    extend(z.deed, t);
  }
  for (auto& [at, z] : zones) {
    const double lasted =
        std::max(static_cast<double>(z.deed.end - z.deed.start) / static_cast<double>(kSecond), 0.1);
    const bool many =
        z.clients.size() >= 4 && static_cast<double>(z.questions) >= threshold("flood.dns.crowd-questions");
    if (!many || z.names * 10 < z.questions * 8 ||
        static_cast<double>(z.questions) < threshold("flood.dns.crowd-rate") * lasted)
      continue;
    z.deed.kind = "dns-query-flood";
    z.deed.doer = z.most->client;
    z.deed.other = at.first;
    z.deed.port = 53;
    std::vector<flow::Share> shares;
    for (const Address& client : z.clients)
      for (const flow::Share& s : shares_between(scene.traffic, client, at.first, 53)) shares.push_back(s);
    if (found.is_taken(shares)) continue;
    Odds odds("flood.dns.start");
    odds.fact("flood.dns.one-zone");
    odds.fact(Sentence("weighed.flood.volume.rate").number("rate", static_cast<double>(z.questions) / lasted),
              1.0);
    Finding f = deed_finding(scene, z.deed);
    for (const Address& client : z.clients)
      if (client != z.deed.doer && f.sources.size() < 8)
        f.sources.push_back({.ip = client, .ports = {}, .name = {}, .prefix_bits = {}});
    f.source_count = z.clients.size();
    f.confidence = odds.confidence();
    f.severity = f.way == Way::outbound ? Severity::critical : Severity::high;
    f.datagrams = z.questions;
    f.peak_pps = static_cast<double>(z.questions) / lasted;
    for (Reason& reason : odds.reasons()) {
      Evidence e;
      e.ref = f.first;
      e.reason = std::move(reason.what);
      e.weight = reason.weight;
      f.evidence.push_back(std::move(e));
    }
    f.attack = {"T1498.001"};
    f.filter = "dns && " + filter_between(at.first, Address{}, "udp", 53);
    f.key = "dns-query-flood:many>" + at.first.text();
    const std::string words = std::string("finding.flood-of.") + name(f.way);
    f.title = about(f, words + ".title");
    f.what = about(f, words + ".what").duration("lasted", f.end - f.start);
    found.add(std::move(f), shares);
  }
}

void run(const Scene& scene, Found& found) {
  by_zone(scene, found);
  for (const flow::Rush& r : scene.rushes) {
    if (!are_queries(r) || found.is_taken(r) || !is_heavy(r)) continue;
    Odds odds("flood.dns.start");
    weigh_volume(odds, r, "flood.tcp.volume-scale");
    weigh_crowd(odds, r);
    const double answered = static_cast<double>(r.back_packets) / static_cast<double>(r.burst.packets);
    if (answered <= 0.1 && scene.sight.sees_answers()) odds.fact("flood.dns.unanswered");
    if (answered > 0.5) odds.fact("flood.dns.answered");
    const Asked what = asked(scene.notes, r);
    if (what.random_names())
      odds.fact("flood.dns.random-names");
    else if (what.one_zone() && !r.source.is_none())
      odds.fact("flood.dns.one-zone");
    if (r.burst.src_ports.count() >= 16) odds.fact("flood.sender-ports.many", 0.5);
    find_flood(scene, found, r, "dns-query-flood", odds);
  }
}

}  // namespace

extern const Detector dns_query_flood;
const Detector dns_query_flood{.id = "dns-query-flood", .turn = 41, .run = run};

}  // namespace culprit::detect
