// One decoded packet, and the batch that flows through the engine.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "base/address.h"
#include "base/bytes.h"
#include "base/ref.h"
#include "base/time.h"
#include "capture/frame.h"

namespace culprit::packet {

/// What carries the payload: an IP protocol number (below 256), an ethertype (from 0x0600), or one of these.
namespace proto {
inline constexpr uint16_t icmp = 1, igmp = 2, ipip = 4, tcp = 6, udp = 17, gre = 47, esp = 50, ah = 51,
                          icmp6 = 58, sctp = 132;
inline constexpr uint16_t llc = 0x0300;          ///< IEEE 802.2; the DSAP is in `src_port`
inline constexpr uint16_t undecodable = 0x0400;  ///< too short or inconsistent to tell
inline constexpr uint16_t other_link =
    0x0500;  ///< a link type that is not decoded; its number is in `src_port`
inline constexpr uint16_t arp = 0x0806, ipv4 = 0x0800, ipv6 = 0x86dd;
inline bool has_ports(uint16_t p) { return p == tcp || p == udp || p == sctp; }
}  // namespace proto

/// Named malformations and circumstances (docs/DESIGN.md "oddities"); a packet may have several.
enum Oddity : uint16_t {
  cut_by_snaplen = 1 << 0,        ///< fewer bytes captured than were on the wire
  bad_ip_length = 1 << 1,         ///< IP total length shorter than its header or longer than the frame
  bad_ip_header = 1 << 2,         ///< version or header length impossible
  cut_headers = 1 << 3,           ///< the bytes end inside a header
  bad_transport_length = 1 << 4,  ///< UDP length or TCP data offset impossible
  zero_ip_length = 1 << 5,        ///< total length 0: segmentation offload, the frame's length is taken
  too_many_headers = 1 << 6,      ///< more IPv6 extension headers or VLAN tags than any honest sender uses
  ip_options = 1 << 7,
  land = 1 << 8,          ///< source and destination are the same
  bad_fragment = 1 << 9,  ///< fragment that would end beyond 65,535 bytes
};

namespace tcp_flag {
inline constexpr uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}

/// One packet, decoded as far as its bytes allow. Views live as long as the frame's chunk.
struct Packet {
  Time time;
  FrameRef ref;
  Address src, dst;                   ///< IP where there is IP, else MAC; may be none
  uint64_t src_mac = 0, dst_mac = 0;  ///< 0 = the link has none
  Bytes payload;                 ///< what the transport carries, as captured; for a later fragment its piece
  uint32_t wire = 0;             ///< frame length on the wire
  uint32_t payload_wire = 0;     ///< payload length on the wire
  uint32_t seq = 0, ack = 0;     ///< TCP, raw
  uint32_t ip_id = 0;            ///< IPv4 identification or that of the IPv6 fragment header
  uint32_t fragment_offset = 0;  ///< in bytes
  uint32_t datagram = 0;  ///< UDP length field less its header, of unfragmented packets and first fragments
  uint16_t protocol = proto::undecodable;
  uint16_t src_port = 0, dst_port = 0;  ///< ports; ICMP: type and code; ARP: operation and 0
  uint16_t window = 0;
  uint16_t vlan = 0;  ///< outermost tag's id; 0 = none
  uint16_t oddities = 0;
  uint8_t ttl = 0;
  uint8_t tcp_flags = 0;
  bool more_fragments = false;
  bool ip = false;  ///< src and dst are IP addresses
  capture::Direction direction = capture::Direction::unknown;

  bool is_fragment() const { return more_fragments || fragment_offset != 0; }
  bool is_later_fragment() const { return fragment_offset != 0; }
};

/// The waist of the packet side: so many packets at a time (they fit into the processor's first cache).
inline constexpr size_t kBatch = 64;

/// Decodes one frame. Never fails: what cannot be read is an oddity, and the protocol says how far it came.
void decode(const capture::Frame& frame, Packet& out);
/// Decodes the IP packet that an ICMP error quotes (RFC 792, RFC 4443 section 3.1): addresses, protocol and
/// ports only.
bool decode_quoted(const Packet& icmp, Packet& out);

}  // namespace culprit::packet
