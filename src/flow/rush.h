// Runs of packets put together again: all that one pair, or a crowd and one host, sent without a pause.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/traffic.h"

namespace culprit::flow {

/// A share of one conversation's one way.
struct Share {
  uint32_t conversation = 0;
  unsigned way = 0;
  uint64_t packets = 0, bytes = 0;
};

/// Packets of one protocol from one source (or many: none) to one target, over all its services, without a
/// pause. This is the unit in which floods are judged: a flood over random ports or from forged sources lies
/// in many conversations.
struct Rush {
  Address source, target;  ///< source none = many
  uint16_t protocol = 0;
  Burst burst;
  uint64_t sources = 1;       ///< distinct ones; a lower bound where they were too many to keep
  uint64_t back_packets = 0;  ///< what the target sent to the sources meanwhile, over the same protocol
  std::string_view content;   ///< protocol recognised by content in most of it; empty = none
  uint64_t source_mac = 0;
  bool near = false;          ///< no router has lowered the TTLs of its sources
  std::vector<Share> shares;  ///< sorted by conversation, way
};

/// All rushes of at least `least` packets, largest first. What a crowd's rush covers is not listed again pair
/// by pair. `pool` receives the merged histograms.
std::vector<Rush> rushes(const Traffic& traffic, uint64_t least, HistogramPool& pool);

}  // namespace culprit::flow
