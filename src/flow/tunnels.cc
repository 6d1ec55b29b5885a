#include "flow/tunnels.h"

#include "base/hash.h"

namespace culprit::flow {
namespace {

uint16_t outside_of(packet::Tunnel t) {
  switch (t) {
    case packet::Tunnel::gre:
      return packet::proto::gre;
    case packet::Tunnel::ip_in_ip:
      return packet::proto::ipip;
    case packet::Tunnel::six_in_four:
    case packet::Tunnel::six_to_four:
      return packet::proto::ipv6_in_ip;
    default:
      return 0;
  }
}

}  // namespace

TunnelWay* Tunnels::find_or_make(const Address& src, const Address& dst, uint16_t protocol) {
  const uint64_t key = mix(mix(src.hash(), dst.hash()), protocol);
  if (const auto at = index_.find(key); at != index_.end()) return &ways_[at->second];
  if (ways_.size() >= kMax) {
    ++dropped_;
    return nullptr;
  }
  index_.emplace(key, static_cast<uint32_t>(ways_.size()));
  TunnelWay& way = ways_.emplace_back();
  way.src = src;
  way.dst = dst;
  way.protocol = protocol;
  return &way;
}

void Tunnels::take(const packet::Packet& p, HistogramPool& pool) {
  const uint16_t protocol = outside_of(p.tunnel);
  if (protocol == 0) return;
  TunnelWay* way = find_or_make(p.outer.src, p.outer.dst, protocol);
  if (way == nullptr) return;
  way->mac = p.src_mac;
  way->inside.add(mix(p.src.hash(), p.dst.hash()), p.dst);
  if (!way->run.empty() && p.time - way->run.last > kPause && way->run.packets < 64) way->run = Burst{};
  way->run.add(p, true, pool);
}

void Tunnels::merge(const Tunnels& o, HistogramPool& pool, const HistogramPool& other_pool) {
  dropped_ += o.dropped_;
  for (const TunnelWay& from : o.ways_) {
    TunnelWay* to = find_or_make(from.src, from.dst, from.protocol);
    if (to == nullptr) continue;
    to->mac = to->mac != 0 ? to->mac : from.mac;
    to->inside.merge(from.inside);
    to->run.merge(from.run, pool, other_pool);
  }
}

}  // namespace culprit::flow
