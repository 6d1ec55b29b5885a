// One decoded packet, and the batch that flows through the engine.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/address.h"
#include "base/bytes.h"
#include "base/ref.h"
#include "base/time.h"
#include "capture/frame.h"

namespace culprit::packet {

/// What carries the payload: an IP protocol number (below 256), an ethertype (from 0x0600), or one of these.
/// Of a link type whose frames carry no IP, `src_port` has the LINKTYPE_ number, unless told otherwise.
namespace proto {
inline constexpr uint16_t icmp = 1, igmp = 2, ipip = 4, tcp = 6, udp = 17, ipv6_in_ip = 41, gre = 47,
                          esp = 50, ah = 51, icmp6 = 58, sctp = 132;
inline constexpr uint16_t llc = 0x0300;    ///< IEEE 802.2; the DSAP is in `src_port`
inline constexpr uint16_t ppp = 0x0301;    ///< PPP without IP; its protocol number is in `src_port`
inline constexpr uint16_t nlpid = 0x0302;  ///< frame relay without IP; the NLPID (RFC 2427) is in `src_port`
inline constexpr uint16_t undecodable = 0x0400;  ///< too short or inconsistent to tell
inline constexpr uint16_t other_link = 0x0500;   ///< a link type that is not known
inline constexpr uint16_t usb = 0x0501, bluetooth = 0x0502;
inline constexpr uint16_t vehicle_bus = 0x0503;  ///< CAN, LIN, FlexRay, MOST, and avionics
inline constexpr uint16_t wlan = 0x0504;     ///< 802.11 without readable data; `src_port`: see `wlan_frame`
inline constexpr uint16_t netlink = 0x0505;  ///< a Linux kernel talks with its own programs
inline constexpr uint16_t low_power_radio = 0x0506;  ///< IEEE 802.15.4 (Zigbee, Thread), Z-Wave, LoRa, NFC
inline constexpr uint16_t telephony = 0x0507;        ///< SS7, ISDN, GSM, DECT
inline constexpr uint16_t industrial = 0x0508;       ///< BACnet MS/TP, PROFIBUS, serial control lines
inline constexpr uint16_t ring_control = 0x0509;     ///< Token Ring MAC and FDDI SMT frames
inline constexpr uint16_t inside_computer = 0x050a;  ///< D-Bus, VSOCK, input devices, exported PDUs, traces
inline constexpr uint16_t user_defined = 0x050b;     ///< LINKTYPE_USER0 to USER15
inline constexpr uint16_t storage_fabric = 0x050c;   ///< Fibre Channel, InfiniBand
inline constexpr uint16_t broadcast_media = 0x050d;  ///< MPEG-2 transport streams, DVB, displays
inline constexpr uint16_t wide_area = 0x050e;        ///< ATM cells, X.25, LAPB, SDLC, satellite links
inline constexpr uint16_t arp = 0x0806, rarp = 0x8035, ipv4 = 0x0800, ipv6 = 0x86dd, mpls = 0x8847;
inline bool has_ports(uint16_t p) { return p == tcp || p == udp || p == sctp; }
}  // namespace proto

/// `src_port` of an 802.11 frame: its type and subtype as one number (IEEE 802.11-2020 table 9-1: type * 16 +
/// subtype), or one of these.
namespace wlan_frame {
inline constexpr uint16_t deauthentication = 12, disassociation = 10;
inline constexpr uint16_t encrypted = 0x100, no_data = 0x101, piece = 0x102;
}  // namespace wlan_frame

/// Named malformations and circumstances (docs/DESIGN.md "oddities"); a packet may have several.
enum Oddity : uint16_t {
  cut_by_snaplen = 1 << 0,        ///< fewer bytes captured than were on the wire
  bad_ip_length = 1 << 1,         ///< IP total length shorter than its header or longer than the frame
  bad_ip_header = 1 << 2,         ///< version or header length impossible
  cut_headers = 1 << 3,           ///< the bytes end inside a header
  bad_transport_length = 1 << 4,  ///< UDP length or TCP data offset impossible
  zero_ip_length = 1 << 5,        ///< total length 0: segmentation offload, the frame's length is taken
  too_many_headers = 1 << 6,      ///< more IPv6 extension headers or tags than any honest sender uses
  ip_options = 1 << 7,
  land = 1 << 8,          ///< source and destination are the same
  bad_fragment = 1 << 9,  ///< fragment that would end beyond 65,535 bytes
  too_deep = 1 << 10,     ///< tunnels in tunnels beyond kMaxTunnels: what is further inside was not read
  bad_tunnel = 1 << 11,   ///< a tunnel whose content makes no sense; the packet is told by its outside
  more_inside = 1 << 12,  ///< the frame carries further packets behind the first one (802.11 A-MSDU)
};

namespace tcp_flag {
inline constexpr uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}

/// TCP options of a segment with SYN (others are not looked at).
namespace tcp_option {
inline constexpr uint8_t mss = 1, window_scale = 2, sack_permitted = 4, timestamps = 8, other = 16;
}

/// What a packet was packed into. One that was inside several has several bits in Outer::all.
enum class Tunnel : uint8_t {
  none,
  ip_in_ip,         ///< RFC 2003
  six_in_four,      ///< RFC 4213
  six_to_four,      ///< RFC 3056: an end in 2002::/16
  gre,              ///< RFC 2784, 2890
  pptp,             ///< RFC 2637: PPP in GRE version 1
  nvgre,            ///< RFC 7637
  erspan,           ///< a switch's copy of traffic
  ether_in_ip,      ///< RFC 3378
  vxlan,            ///< RFC 7348
  geneve,           ///< RFC 8926
  gtp_u,            ///< 3GPP TS 29.281: mobile subscribers
  teredo,           ///< RFC 4380
  l2tp,             ///< RFC 2661, 3931
  capwap,           ///< RFC 5415: a wireless access point and its controller
  tzsp,             ///< a router's or sensor's copy of traffic
  mpls,             ///< RFC 3032
  pseudowire,       ///< RFC 4448: Ethernet over MPLS
  pppoe,            ///< RFC 2516
  provider_bridge,  ///< IEEE 802.1ah, TRILL: Ethernet in Ethernet
  authenticated,    ///< IPsec AH (RFC 4302)
};
inline constexpr uint8_t kMaxTunnels = 8;

/// The outside of a packet that came through a tunnel.
struct Outer {
  Address src, dst;  ///< ends of the innermost tunnel: IP, else MAC
  uint32_t id = 0;   ///< VXLAN or Geneve network, GRE key, GTP endpoint, MPLS label, PPPoE or L2TP session
  uint32_t all = 0;  ///< a bit (1 << Tunnel) for each kind that was entered
};

/// One packet, decoded as far as its bytes allow. Views live as long as the frame's chunk. Of a packet inside
/// tunnels everything tells about the innermost one; only `wire` is the frame's.
struct Packet {
  Time time;
  FrameRef ref;
  Address src, dst;                   ///< IP where there is IP, else MAC; may be none
  uint64_t src_mac = 0, dst_mac = 0;  ///< of the link that carries the packet; 0 = it has none
  Bytes datagram_bytes;               ///< the IP packet as captured, from its header on; empty without IP
  Bytes payload;              ///< what the transport carries, as captured; for a later fragment its piece
  uint32_t wire = 0;          ///< frame length on the wire
  uint32_t payload_wire = 0;  ///< payload length on the wire
  uint32_t ip_id = 0;         ///< IPv4 identification or that of the IPv6 fragment header
  uint32_t ip_length = 0;     ///< as the IP header tells it, header included; 0 = not told
  uint32_t datagram = 0;  ///< UDP length field less its header, of unfragmented packets and first fragments
  uint16_t protocol = proto::undecodable;
  uint16_t src_port = 0, dst_port = 0;  ///< ports; ICMP: type and code; ARP: operation and 0
  uint16_t process = 0;                 ///< Frame::process
  uint8_t ttl = 0;
  bool ip = false;  ///< src and dst are IP addresses
  capture::Direction direction = capture::Direction::unknown;
  uint8_t tcp_flags = 0;
  uint16_t window = 0;
  uint32_t seq = 0, ack = 0;  ///< TCP, raw
  // Nothing in these for most packets: together, they are filled in a few instructions.
  Bytes listed;                  ///< of a row of a packet list: the row (packet/listed.h); else empty
  uint32_t fragment_offset = 0;  ///< in bytes
  uint16_t mss = 0;              ///< with tcp_option::mss
  uint16_t vlan = 0;             ///< outermost tag's id; 0 = none
  uint16_t oddities = 0;
  uint8_t tcp_options = 0;   ///< of segments with SYN
  uint8_t window_scale = 0;  ///< with tcp_option::window_scale
  bool more_fragments = false;
  Tunnel tunnel = Tunnel::none;  ///< the innermost one
  uint8_t tunnel_depth = 0;
  Outer outer;  ///< valid only where `tunnel` is not none: decode() leaves it alone otherwise

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
/// All that the IP header carries, as captured; of a fragment its piece. Empty without IP.
Bytes carried(const Packet& p);
/// Could it be a tunnel's packet, by its protocol or port, that decoding would go into if it were whole?
bool may_be_tunnel(const Packet& p);
/// Decodes a datagram that was put together from its pieces: `last` is the piece that made it whole,
/// `payload` all that its IP header carries. Time and frame are those of `last`.
void decode_whole(const Packet& last, Bytes payload, Packet& out);

}  // namespace culprit::packet
