#include "flow/fragment.h"

namespace culprit::flow {

Fragments::Datagram& Fragments::find(const packet::Packet& p) {
  const auto belongs = [&](const Datagram& d) {
    return d.used && d.id == p.ip_id && d.protocol == p.protocol && d.src == p.src && d.dst == p.dst;
  };
  if (Datagram& d = sets_[last_]; belongs(d) && p.time - d.seen < kLife) {
    d.seen = p.time;
    return d;
  }
  const uint64_t hash = mix(mix(p.src.lo, p.dst.lo), uint64_t{p.ip_id} << 16 | p.protocol);
  Datagram* set = &sets_[(hash % kSets) * kWays];
  Datagram* oldest = set;
  for (size_t i = 0; i < kWays; ++i) {
    Datagram& d = set[i];
    const bool same = belongs(d);
    if (same && p.time - d.seen < kLife) {
      d.seen = p.time;
      last_ = static_cast<size_t>(&d - sets_.data());
      return d;
    }
    if (same || !d.used || (oldest->used && d.seen < oldest->seen)) oldest = &d;
    if (same) break;
  }
  last_ = static_cast<size_t>(oldest - sets_.data());
  *oldest = Datagram{};
  oldest->src = p.src;
  oldest->dst = p.dst;
  oldest->id = p.ip_id;
  oldest->protocol = p.protocol;
  oldest->seen = p.time;
  oldest->used = true;
  return *oldest;
}

}  // namespace culprit::flow
