#include "case/proof.h"

namespace culprit {

GroupFate sum(const Proof& proof, bool flood) {
  GroupFate out;
  out.flood = flood;
  for (const GroupFate& g : proof.groups) {
    if (flood ? !g.flood : !g.ordinary) continue;
    out.packets += g.packets;
    out.bytes += g.bytes;
    out.dropped += g.dropped;
    out.dropped_bytes += g.dropped_bytes;
    out.unsure += g.unsure;
    out.flows += g.flows;
    out.flows_hit += g.flows_hit;
    if (g.first_passed_at && (!out.first_passed_at || *g.first_passed_at < *out.first_passed_at)) {
      out.first_passed_at = g.first_passed_at;
      out.first_passed = g.first_passed;
    }
  }
  return out;
}

}  // namespace culprit
