#include "flow/duplicates.h"

namespace culprit::flow {
namespace {

uint64_t fingerprint(const packet::Packet& p) {
  return mix(mix(p.src.lo ^ p.src.hi, p.dst.lo ^ p.dst.hi) ^ (uint64_t{p.seq} << 32 | p.ack),
             uint64_t{p.ip_id} << 48 ^ uint64_t{p.fragment_offset} << 32 ^ uint64_t{p.payload_wire} << 24 ^
                 uint64_t{p.src_port} << 16 ^ p.dst_port);
}

}  // namespace

void Duplicates::look(const packet::Packet& p) {
  ++sampled_;
  const uint64_t hash = fingerprint(p);
  Seen& seen = ring_[hash % kRing];
  if (seen.hash == hash && p.time - seen.time <= kTogether && p.time >= seen.time) {
    const bool routed = p.ttl != seen.ttl || p.src_mac != seen.src_mac;
    ++(routed ? routed_ : same_);
    if (++seen.copies > 2) ++crowded_;
    return;
  }
  seen = {hash, p.src_mac, p.time, p.ttl, 0};
}

double Duplicates::share() const {
  const uint64_t twins = same_ + routed_;
  if (sampled_ < 16 || crowded_ * 4 > twins) return 0;
  return 2 * static_cast<double>(twins) / static_cast<double>(sampled_);
}

void Duplicates::merge(const Duplicates& o) {
  sampled_ += o.sampled_;
  same_ += o.same_;
  routed_ += o.routed_;
  crowded_ += o.crowded_;
}

}  // namespace culprit::flow
