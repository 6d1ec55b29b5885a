// Answers to packets that somebody else sent in our name: the far end is under attack, and we are bystanders.
#include "case/answer.h"
#include "detect/flood.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

/// Grants and refusals of connections that were not asked for. Forged senders are drawn from all addresses:
/// each gets few answers, at ever new ports. Who gets many, at one port, is their target.
bool are_grants(const Scene& scene, const flow::Rush& r) {
  const flow::TcpMix& mix = r.burst.tcp;
  if (r.protocol != packet::proto::tcp || (mix.syn_ack + mix.rst) * 100 < mix.total() * 95) return false;
  if (uint64_t{r.back.syn} * 4 > mix.total()) return false;
  // Who is attacked refuses from the port that is attacked. One who refuses from ever new ports means us.
  const bool one = r.sources < 16 && mix.rst * 2 > mix.total() && r.burst.src_ports.count() >= 16;
  if (one && r.burst.peak_pps() > knowledge::threshold("backscatter.most-refusals")) return false;
  // A capture of one direction lacks the requests of everybody.
  if (!scene.sight.sees_answers() && r.burst.dst_ports.count() < 16) return false;
  if (r.sources >= 16 && r.burst.peak_pps() > 50) return mix.syn_ack * 2 > mix.total();
  return r.burst.dst_ports.count() >= 16 || mix.syn_ack * 2 > mix.total();
}

/// ICMP errors about packets that were never sent from here.
bool are_errors(const Scene& scene, const flow::Rush& r) {
  const bool error = (r.protocol == packet::proto::icmp && (r.service == 3 || r.service == 11)) ||
                     (r.protocol == packet::proto::icmp6 && r.service >= 1 && r.service <= 4);
  if (!error || r.sources > 3 || r.burst.peak_pps() > knowledge::threshold("backscatter.most-errors")) return false;
  uint64_t stray = 0;
  for (const flow::Share& s : r.shares) {
    const flow::Key& key = scene.traffic[s.conversation].key;
    const flow::Host* host = scene.traffic.find_host(s.way == 0 ? key.b : key.a);
    stray += host == nullptr ? 0 : host->stray_errors;
  }
  return stray * 2 > r.burst.packets;
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (found.is_taken(r) || !(are_grants(scene, r) || are_errors(scene, r))) continue;
    const Direction d = direction_of(scene.local, r);
    if (d.way == Way::outbound || d.way == Way::internal) continue;
    // Very many senders who answer one address at the same time: they are made to.
    const bool tcp = r.protocol == packet::proto::tcp;
    const bool reflected = tcp && r.sources >= 16 && r.burst.tcp.syn_ack * 2 > r.burst.tcp.total() && is_heavy(r);
    Odds odds("backscatter.start");
    Finding f = flood_finding(scene, r, reflected ? "syn-ack-amplification" : "backscatter", odds);
    if (!reflected) {
      f.severity = Severity::info;
      f.role = "bystander";
      f.attack.clear();
      f.title = about(f, "finding.backscatter.title");
      f.what = about(f, "finding.backscatter.what");
    }
    found.add(std::move(f), r);
  }
}

}  // namespace

extern const Detector backscatter;
const Detector backscatter{.id = "backscatter", .turn = 45, .run = run};

}  // namespace culprit::detect
