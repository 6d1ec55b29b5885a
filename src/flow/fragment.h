// IP datagrams in pieces: to which conversation does a later fragment belong?
#pragma once
#include <cstdint>
#include <vector>

#include "base/address.h"
#include "flow/burst.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Datagrams of which fragments were seen lately. Only the first fragment has ports, so it tells the
/// conversation for all. Bounded: a set-associative table, the oldest of a set gives way. IP ids wrap in
/// seconds during a flood, so an entry that has its first fragment is replaced when another first fragment
/// with the same id comes (RFC 6864 section 5.3).
class Fragments {
 public:
  static constexpr uint32_t kUnknown = UINT32_MAX;

  struct Datagram {
    Address src, dst;
    Time seen;
    uint32_t id = 0;
    uint16_t protocol = 0;
    bool used = false;
    uint32_t conversation = kUnknown;  ///< of the first fragment
    /// What came before the first fragment, and the conversation that counts it until then.
    Parcel parked;
    uint32_t parked_at = kUnknown;
  };

  Fragments() : sets_(kSets * kWays) {}
  /// The datagram that the fragment belongs to; a fresh one where none is known or it is too old.
  Datagram& find(const packet::Packet& fragment);

 private:
  static constexpr size_t kSets = 1024, kWays = 4;
  static constexpr int64_t kLife =
      30 * kSecond;  ///< reassembly timeout of common stacks (RFC 791 suggests 15 s up)
  std::vector<Datagram> sets_;
  size_t last_ = 0;  ///< pieces of one datagram mostly follow each other
};

}  // namespace culprit::flow
