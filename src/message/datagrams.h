// UDP: which protocol a conversation carries, and the reading of its datagrams.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "flow/conversation.h"
#include "message/ability.h"
#include "message/message.h"
#include "message/protocol.h"

namespace culprit::message {

/// Asks the protocols about the first kTries datagrams of each conversation; reads on where one was sure and
/// has a reader. Where one is only unsure, the next datagram decides (Protocol::confirm).
class Datagrams {
 public:
  static constexpr uint16_t kTries = 6;
  Datagrams(MessageSink& sink, const Abilities& abilities);
  /// A UDP packet and its conversation, whose number is `index`.
  void feed(const packet::Packet& packet, flow::Conversation& conversation, uint32_t index);
  /// The same for the first piece of a datagram, which is not read: would it be, if it were whole?
  bool identify(const packet::Packet& packet, flow::Conversation& conversation, uint32_t index);

 private:
  /// The last datagram of a conversation that nobody was sure of.
  struct Unsure {
    uint32_t index = UINT32_MAX;
    const Protocol* protocol = nullptr;
    Address src;
    uint8_t size = 0;
    std::array<uint8_t, kUnsure> head{};
  };
  const Protocol* recognise(const packet::Packet& packet, uint32_t index);
  void read(const packet::Packet& packet, size_t protocol);

  MessageSink& sink_;
  Abilities abilities_;
  std::vector<std::unique_ptr<DatagramReader>> readers_;  ///< by place in all(), made when first needed
  std::array<Unsure, 256> unsure_;                        ///< by the index' last bits
};

}  // namespace culprit::message
