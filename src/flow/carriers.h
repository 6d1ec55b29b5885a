// Which tunnels packets came through: they are counted as what was inside, and this tells of the outside.
#pragma once
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "packet/packet.h"

namespace culprit::flow {

/// A tunnel of one kind between two ends, both ways; `a` is the lesser address.
struct Carrier {
  packet::Tunnel kind = packet::Tunnel::none;
  Address a, b;
  uint64_t packets = 0;
  FrameRef first;
};

class Carriers {
 public:
  static constexpr size_t kMax = 256;
  /// Takes a packet that came out of a tunnel: its innermost one counts.
  void take(const packet::Packet& p);
  void merge(const Carriers& other);
  /// The busiest first.
  std::vector<Carrier> all() const;
  /// Packets of tunnels that did not fit.
  uint64_t others() const { return others_; }

 private:
  using Key = std::tuple<packet::Tunnel, Address, Address>;
  void add(const Key& key, uint64_t packets, FrameRef first);
  std::map<Key, Carrier> carriers_;
  uint64_t others_ = 0;
};

}  // namespace culprit::flow
