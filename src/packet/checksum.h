// Are a packet's checksums right? Asked for a sample of packets, never for all.
#pragma once
#include <cstdint>

#include "packet/packet.h"

namespace culprit::packet {

enum class Checksum : uint8_t {
  unknown,    ///< not all bytes were captured, a piece only, or no checksum that is known here
  absent,     ///< the sender left it out (UDP over IPv4, RFC 768)
  good,       ///<
  offloaded,  ///< left to the network card: the field holds the sum over the pseudo header only
  bad,        ///<
};

struct Checksums {
  Checksum ip = Checksum::unknown;         ///< IPv4 header
  Checksum transport = Checksum::unknown;  ///< TCP, UDP, ICMP, ICMPv6
};

/// RFC 1071. A packet sent by the capturing machine itself is often `offloaded`, or `bad` where its card was
/// to fill in more: that says nothing about the line.
Checksums checksums(const Packet& p);

}  // namespace culprit::packet
