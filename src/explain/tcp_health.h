// What one TCP packet says about its connection, by headers alone and in a table of fixed size.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "packet/packet.h"

namespace culprit::explain {

/// Names and rules follow the Wireshark User's Guide, section "TCP Analysis".
enum TcpSign : uint16_t {
  kSentAgain = 1 << 0,      ///< bytes that were sent before
  kCapturedTwice = 1 << 1,  ///< the same packet once more, identification included: not sent twice
  kSegmentLost = 1 << 2,    ///< what comes before it was not captured (yet)
  kOutOfOrder = 1 << 3,     ///< fills a hole within 3 ms
  kDuplicateAck = 1 << 4,
  kZeroWindow = 1 << 5,
  kKeepAlive = 1 << 6,
};

/// Remembers the latest connections; one that is pushed out of the table begins anew when it comes back, so
/// that nothing is told of its first packet then.
class TcpHealth {
 public:
  TcpHealth() : table_(kSlots) {}
  /// TcpSign bits.
  uint16_t see(const packet::Packet& p);

 private:
  struct Way {
    uint32_t next = 0, ack = 0, seq = 0;
    uint16_t window = 0, ip_id = 0;
    bool seen = false, acked = false;
    Time time;  ///< of its last packet
    Time hole;  ///< when the last hole was left
  };
  struct Slot {
    uint64_t hash = 0;
    std::array<Way, 2> way;
  };
  static constexpr size_t kSlots = 4096;

  static uint16_t data(Way& w, const packet::Packet& p, uint32_t size);
  static uint16_t receipt(Way& w, const Way& other, const packet::Packet& p);

  std::vector<Slot> table_;
};

}  // namespace culprit::explain
