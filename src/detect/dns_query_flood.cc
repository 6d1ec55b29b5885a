// Name queries by the hundred: against a name server, or with its help against the servers that it asks.
#include <algorithm>

#include "detect/flood.h"

namespace culprit::detect {
namespace {

/// To the service's port.
bool are_queries(const flow::Rush& r) {
  const flow::Ports &from = r.burst.src_ports, &to = r.burst.dst_ports;
  const bool answers = from.few_count() == 1 && from.few().front() == 53;
  return r.protocol == packet::proto::udp && r.content == "dns" && r.service == 53 && !answers && to.few_count() == 1;
}

/// What was asked there, as far as notes were taken.
struct Asked {
  uint64_t questions = 0, names = 0, answers = 0, failed = 0;
  unsigned zones = 0;
  /// One name over and over, or other ones of a single zone each time: who looks up names looks up all sorts. (Who asks his
  /// own name server for one name only has a program in a loop; that server knows other names as well.)
  bool one_zone() const { return questions >= 50 && zones == 1 && (names == 1 || names * 10 > questions * 8); }
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

void run(const Scene& scene, Found& found) {
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
