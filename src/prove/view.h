// One packet as one hook sees it.
#pragma once
#include <cstdint>
#include <optional>

#include "firewall/rule.h"
#include "packet/packet.h"

namespace culprit::prove {

struct View {
  Address src, dst;
  Time time;
  uint8_t version = 0;  ///< 4, 6; 0 = no IP
  uint16_t transport = 0;
  uint8_t next_header = 0, ttl = 0, tcp_flags = 0, icmp_type = 0;
  uint16_t frag_off = 0, src_port = 0, dst_port = 0, ip_length = 0;
  uint32_t udp_length = 0;
  uint32_t length = 0;        ///< of the IP packet, its header included
  uint32_t frame_length = 0;  ///< on the wire
  bool has_transport =
      false;  ///< false for a later piece: then ports and the like are what stands in their place
  uint32_t transport_bytes = UINT32_MAX;  ///< of a later piece: so many stand there
  uint8_t ct_state = 0;                   ///< 0 = not asked
  bool outbound = false;                  ///< made on this computer
};

/// Has it an outside, other than itself, with addresses of IP?
bool has_outside(const packet::Packet& p);
/// Of a packet inside tunnels the outside, or else what is inside.
View view_of(const packet::Packet& p, bool outside = true);

/// None = the packet has no such field here.
std::optional<firewall::Value> field_of(const View& v, firewall::Hook hook, firewall::Field field);

}  // namespace culprit::prove
