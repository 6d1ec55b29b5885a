// Answers to packets that somebody else sent in our name: the far end is under attack, and we are bystanders.
#include "case/answer.h"
#include "detect/flood.h"

namespace culprit::detect {
namespace {

/// Grants and refusals of connections that were not asked for. Forged senders are drawn from all addresses:
/// each gets few answers, at ever new ports. Who gets many, at one port, is their target.
bool are_answers(const flow::Rush& r) {
  const flow::TcpMix& mix = r.burst.tcp;
  if (r.protocol != packet::proto::tcp || (mix.syn_ack + mix.rst) * 100 < mix.total() * 95) return false;
  if (uint64_t{r.back.syn} * 4 > mix.total()) return false;
  if (r.sources >= 16 && r.burst.peak_pps() > 50) return mix.syn_ack * 2 > mix.total();
  return r.burst.dst_ports.count() >= 16 || mix.syn_ack * 2 > mix.total();
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (!are_answers(r) || found.is_taken(r) || !scene.sight.sees_answers()) continue;
    const Direction d = direction_of(scene.local, r);
    if (d.way == Way::outbound || d.way == Way::internal) continue;
    // Very many senders who answer one address at the same time: they are made to.
    const bool reflected = r.sources >= 16 && r.burst.tcp.syn_ack * 2 > r.burst.tcp.total() && is_heavy(r);
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
