// What goes through tunnels of IP, told by their outsides: the packets themselves are counted as what is inside.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "flow/burst.h"
#include "flow/peer_sketch.h"
#include "packet/packet.h"

namespace culprit::flow {

/// One way between two ends. A real tunnel carries few conversations, and something comes back; a flood of tunnel
/// packets has other addresses inside each time.
struct TunnelWay {
  Address src, dst;
  uint16_t protocol = 0;  ///< IP protocol number of the outside: GRE, IPIP, IPv6 in IPv4
  uint64_t mac = 0;
  Burst run;          ///< the present run, or the largest before it
  PeerSketch inside;  ///< pairs of hosts
};

class Tunnels {
 public:
  static constexpr size_t kMax = 512;
  /// Takes a packet that came out of a tunnel; those whose outside is no IP are left out.
  void take(const packet::Packet& p, HistogramPool& pool);
  void merge(const Tunnels& o, HistogramPool& pool, const HistogramPool& other_pool);

  const std::vector<TunnelWay>& all() const { return ways_; }
  uint64_t dropped() const { return dropped_; }

 private:
  TunnelWay* find_or_make(const Address& src, const Address& dst, uint16_t protocol);
  std::vector<TunnelWay> ways_;
  std::unordered_map<uint64_t, uint32_t> index_;
  uint64_t dropped_ = 0;
};

}  // namespace culprit::flow
