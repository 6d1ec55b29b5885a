#include "flow/duplicates.h"

namespace culprit::flow {
namespace {

/// What the packet is known by; 0 where it has nothing of its own.
uint32_t own_number(const packet::Packet& p) {
  if (!p.ip) return 0;
  return p.ip_id != 0 || p.protocol != packet::proto::tcp ? p.ip_id : (p.seq + p.ack) * 0x9e3779b1u >> 16;
}

uint64_t fingerprint(const packet::Packet& p) {
  return mix(mix(p.src.lo ^ p.src.hi, p.dst.lo ^ p.dst.hi) ^ (uint64_t{p.seq} << 32 | p.ack),
             uint64_t{p.ip_id} << 48 ^ uint64_t{p.fragment_offset} << 32 ^ uint64_t{p.payload_wire} << 24 ^
                 uint64_t{p.src_port} << 16 ^ p.dst_port);
}

}  // namespace

void Duplicates::see(const packet::Packet& p) {
  const uint32_t own = own_number(p);
  if (own % kEvery != 0 || own == 0) return;
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
