// Packets that were captured more than once: a mirrored port, "any" interfaces, both sides of a router.
#pragma once
#include <cstdint>
#include <vector>

#include "packet/packet.h"

namespace culprit::flow {

/// Looks at a sample (by the packet's own contents, so that both copies are in it or none) of the packets that
/// have an identification of their own, and remembers the last ones.
class Duplicates {
 public:
  Duplicates() : ring_(kRing) {}
  void see(const packet::Packet& p) {
    const uint32_t own = own_number(p);
    if (own % kEvery == 0 && own != 0) look(p);
  }
  void merge(const Duplicates& o);

  uint64_t sampled() const { return sampled_; }
  /// The same packet again, unchanged.
  uint64_t same() const { return same_; }
  /// The same packet with a lower hop count or other network cards: before and behind a router.
  uint64_t routed() const { return routed_; }
  /// About how many of all packets have a twin. A sender that gives all its packets one identification is no
  /// copier: there every packet after the first one "repeats".
  double share() const;

 private:
  /// What the packet is known by; 0 where it has nothing of its own.
  static uint32_t own_number(const packet::Packet& p) {
    if (!p.ip) return 0;
    return p.ip_id != 0 || p.protocol != packet::proto::tcp ? p.ip_id : (p.seq + p.ack) * 0x9e3779b1u >> 16;
  }
  void look(const packet::Packet& p);
  struct Seen {
    uint64_t hash = 0, src_mac = 0;
    Time time;
    uint8_t ttl = 0, copies = 0;
  };
  static constexpr size_t kRing = 1024;
  static constexpr unsigned kEvery = 8;
  static constexpr int64_t kTogether = 50 * kMillisecond;

  std::vector<Seen> ring_;
  uint64_t sampled_ = 0, same_ = 0, routed_ = 0, crowded_ = 0;
};

}  // namespace culprit::flow
