// The first packets of conversations that are not recognised (yet), for a second opinion at the end.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "flow/traffic.h"
#include "message/ability.h"

namespace culprit::message {

/// Bounded: kMax conversations with kPackets packets each, of which at most kBytes bytes are kept, kTotal
/// bytes in all. Places of conversations that were recognised later are given to others. Datagrams of one
/// byte over and over are not kept: they are no protocol.
class UnnamedPool {
 public:
  static constexpr size_t kMax = 512, kPackets = 8, kBytes = 1400, kTotal = 2 << 20;

  /// A packet whose conversation has no name.
  void keep(const packet::Packet& packet, flow::Conversation& conversation, uint32_t index,
            const flow::Traffic& traffic);
  /// Those that still have none, in the order of their first packet. Views point into the pool.
  std::vector<Unnamed> all(const flow::Traffic& traffic) const;
  /// Its packets are no longer needed.
  void release() { std::vector<Slot>().swap(slots_); }
  /// Conversations for which there was no room.
  uint64_t left_out() const { return left_out_; }

 private:
  struct Kept {
    packet::Packet packet;
    std::string payload;
  };
  struct Slot {
    uint32_t conversation;
    std::vector<std::unique_ptr<Kept>> packets;  ///< their payloads must not move
  };
  Slot* slot_for(flow::Conversation& conversation, uint32_t index, const flow::Traffic& traffic);
  bool make_room(const flow::Traffic& traffic);
  void add(Slot& slot, const packet::Packet& packet);

  std::vector<Slot> slots_;
  size_t bytes_ = 0;
  uint64_t left_out_ = 0;
  uint64_t refused_since_ = 0;  ///< conversations turned away since room was last looked for
};

}  // namespace culprit::message
