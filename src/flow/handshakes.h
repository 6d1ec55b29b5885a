// Who opened a TCP connection: remembered for a short while, at a fixed cost.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/connection.h"

namespace culprit::flow {

/// The most recent handshakes. A SYN flood overwrites entries here and costs nothing else: connections are
/// made by payload only. A handshake that was overwritten before its payload came leaves the client to be
/// guessed.
class Handshakes {
 public:
  struct Entry {
    uint64_t hash = 0;
    uint32_t client_start = 0, server_start = 0;  ///< sequence number of the first byte of each side
    uint32_t age = 0;
    bool client_is_low = false, client_known = false, server_known = false;
  };

  Handshakes() : entries_(kSets * kWays) {}
  /// Takes a SYN or SYN-ACK.
  void note(const Tuple& tuple, const packet::Packet& packet);
  /// Null where none was seen lately. Valid until the next note().
  const Entry* find(const Tuple& tuple) const;
  /// How many were overwritten before they were asked for.
  uint64_t forgotten() const { return forgotten_; }
  /// It has served.
  void forget(const Tuple& tuple);

 private:
  static constexpr size_t kSets = 2048, kWays = 4;
  Entry* set(const Tuple& tuple) { return &entries_[(tuple.hash & (kSets - 1)) * kWays]; }
  Entry& place(const Tuple& tuple);

  std::vector<Entry> entries_;
  uint32_t clock_ = 0;
  uint64_t forgotten_ = 0;
};

}  // namespace culprit::flow
