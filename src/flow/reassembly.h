// IP datagrams put together from their pieces, where what they carry would be read.
#pragma once
#include <cstdint>
#include <vector>

#include "base/address.h"
#include "packet/packet.h"

namespace culprit::flow {

struct ReassemblyStats {
  uint64_t whole = 0;        ///< datagrams put together
  uint64_t given_up = 0;     ///< incomplete when their place was needed, or after 30 seconds
  uint64_t conflicting = 0;  ///< pieces said different things about the same place: left alone
};

/// Policy: a piece that comes twice is no matter; where pieces overlap and agree they are put together; where
/// they contradict each other the datagram is given up and counted, as receivers do (RFC 5722; Linux for
/// IPv4, too). Bounded: 64 datagrams at a time, the oldest of a set of four gives way. A flood of pieces
/// whose message nobody would read costs a comparison each.
class Reassembly {
 public:
  Reassembly() : slots_(kSets * kWays) {}
  /// The datagram's whole IP payload, once `piece` completes it; else empty. Valid until the next call.
  /// `wanted` is asked of first pieces only: would the message be read?
  Bytes add(const packet::Packet& piece, bool wanted);
  const ReassemblyStats& stats() const { return stats_; }

 private:
  struct Range {
    uint32_t begin = 0, end = 0;
  };
  struct Slot {
    Address src, dst;
    Time began;
    uint32_t id = 0;
    uint16_t protocol = 0;
    bool used = false, orphan = false;  // orphan: begun by a piece that was not the first
    uint32_t size = UINT32_MAX;         // of the whole, once the last piece is there
    std::vector<Range> ranges;          // in order, not touching each other
    std::vector<uint8_t> bytes;
  };
  static constexpr size_t kSets = 16, kWays = 4, kMaxRanges = 64;
  static constexpr uint32_t kMaxDatagram = 65535, kMaxOrphans = 64, kOrphanEvery = 1024;

  Slot* find(const packet::Packet& piece);
  Slot* begin(const packet::Packet& piece);
  bool may_begin(const packet::Packet& piece, bool wanted);
  static bool take(Slot& slot, uint32_t begin, Bytes bytes);
  static bool learn_size(Slot& slot, const packet::Packet& piece, uint32_t end);
  void drop(Slot& slot);
  Slot* set(const packet::Packet& piece);
  static bool is_of(const Slot& slot, const packet::Packet& piece);

  std::vector<Slot> slots_;
  size_t used_ = 0;
  // Pieces that come before their first one are kept on credit, so that a flood of them is not.
  uint32_t credit_ = kMaxOrphans, waited_ = 0;
  Slot refused_;  // only its key: the datagram whose first piece was not wanted last
  ReassemblyStats stats_;
};

}  // namespace culprit::flow
