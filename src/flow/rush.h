// Runs of packets put together again: all that one pair, a crowd and one host, or one host and a block of
// neighbours exchanged without a pause.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/traffic.h"

namespace culprit::flow {

/// A run of one conversation's one way, as far as it is part of a rush.
struct Share {
  uint32_t conversation = 0;
  unsigned way = 0;
  uint64_t packets = 0, bytes = 0;
  Time first, last;
};

/// Rush::protocol of all IP protocols that hardly anybody uses, together.
inline constexpr uint16_t kRareProtocol = 255;

/// Packets of one protocol from one source (or many: none) to one target (or a block of them), over all
/// services, without a pause. This is the unit in which floods are judged: a flood over random ports, from
/// forged sources or over a whole network lies in many conversations.
struct Rush {
  Address source, target;  ///< source none = many; target none = many, see `block`
  Prefix block;            ///< the targets' block, where they are many
  uint16_t protocol = 0;
  Burst burst;
  uint64_t sources = 1;  ///< distinct ones, an estimate where they were too many to keep
  uint64_t targets = 1;
  uint64_t back_packets = 0;  ///< what came back meanwhile, over the same protocol
  TcpMix back;                ///< ... of TCP
  uint64_t refused = 0;       ///< ICMP errors that came back
  std::string_view content;   ///< protocol recognised by content in most of it; empty = none
  Service service = kManyPorts;  ///< that of at least four fifths
  uint16_t from_port = 0;        ///< the port that nearly all come from; 0 = none
  bool steady = false;           ///< most of the services that are told apart were tried from the same port
  uint64_t source_mac = 0;
  bool near = false;          ///< no router has lowered the TTLs of its sources
  bool opened = false;        ///< the sender spoke first in most of it
  std::vector<Share> shares;  ///< sorted by conversation, way; none of packets of a tunnel
};

/// All rushes of at least `least` packets, largest first. What the rush of a crowd or a block covers is not
/// listed again pair by pair. `pool` receives the merged histograms.
std::vector<Rush> rushes(const Traffic& traffic, uint64_t least, HistogramPool& pool);

}  // namespace culprit::flow
