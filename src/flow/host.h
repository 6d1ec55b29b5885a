// What was seen of one address: which card it sends with, how far away it is, whether it sent at all.
#pragma once
#include <cstdint>

#include "base/address.h"

namespace culprit::flow {

struct Host {
  Address ip;
  uint64_t mac = 0;         ///< of the frames that it sent; 0 = it sent none, or the link has none
  uint32_t peers = 0;       ///< conversations with an entry of their own
  uint32_t direct = 0;      ///< samples of frames whose TTL no router has lowered
  uint32_t routed = 0;      ///< samples of frames whose TTL was lowered
  uint32_t outbound = 0;    ///< samples that the capturing machine itself sent, by the file's own word
  uint32_t inbound = 0;     ///< samples sent to the capturing machine
  uint32_t answers = 0;     ///< conversations in which it answered
  uint32_t stray_errors = 0;  ///< ICMP errors that it got about packets that were not captured
  bool claims_mac = false;  ///< said so itself, by ARP
  bool sent = false;
};

}  // namespace culprit::flow
