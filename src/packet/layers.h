// What the files of this room call of each other while one frame is taken apart. Everywhere `b` is a layer's
// bytes as captured, and `wire` how many it had on the wire: frames are padded to 60 bytes, and cut by
// snaplen, so neither length alone will do.
#pragma once
#include <cstddef>
#include <cstdint>

#include "packet/packet.h"

namespace culprit::packet {

inline constexpr size_t kMaxTags = 8;            // tags, labels and extension headers that are followed
inline constexpr uint32_t kMaxDatagram = 65535;  // an IP datagram cannot end beyond this

inline uint32_t less(uint32_t wire, size_t by) { return wire > by ? wire - static_cast<uint32_t>(by) : 0; }
inline uint64_t mac_at(Bytes b, size_t at) {
  return static_cast<uint64_t>(b.be16(at)) << 32 | b.be32(at + 2);
}

// ---- plain.cc
/// A frame of the most frequent form; false: it is none, and `out` holds nothing.
bool plain(const capture::Frame& frame, Packet& out);

// ---- decode.cc
/// Any frame, layer by layer.
void decode_layers(const capture::Frame& frame, Packet& out);
/// A packet that can be told no better than by its MAC addresses.
void by_mac(Packet& out);
void undecodable(Packet& out, uint16_t why);
/// Nothing of what the protocol carries is read further.
void carry(Bytes b, uint32_t wire, Packet& out);
void ethernet(Bytes b, uint32_t wire, Packet& out);
void network(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out);
void ipv4(Bytes b, uint32_t wire, Packet& out);
void ipv6(Bytes b, uint32_t wire, Packet& out);
/// IP of the version that its first nibble says.
void ip(Bytes b, uint32_t wire, Packet& out);
/// What an IP header carries, by `out.protocol`.
void transport(Bytes b, uint32_t wire, Packet& out);
/// For places where nothing but a guess says so: version and lengths must fit.
bool looks_like_ip(Bytes b, uint32_t wire);
bool looks_like_ethernet(Bytes b, uint32_t wire);

// ---- lan.cc
/// Every ethertype but IP.
void other_network(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out);
void llc(Bytes b, uint32_t wire, Packet& out);
/// An ethertype that announces a tag with another ethertype at its end.
bool is_tag(uint16_t ethertype);
/// One that is met in practice.
bool is_known_ethertype(uint16_t ethertype);

// ---- wan.cc
void ppp(Bytes b, uint32_t wire, Packet& out);
/// From the protocol number on.
void ppp_protocol(Bytes b, uint32_t wire, Packet& out);
void pppoe_session(Bytes b, uint32_t wire, Packet& out);
void cisco_hdlc(Bytes b, uint32_t wire, Packet& out);
void frame_relay(Bytes b, uint32_t wire, Packet& out);
void multilink_frame_relay(Bytes b, uint32_t wire, Packet& out);
void sun_atm(Bytes b, uint32_t wire, Packet& out);

// ---- wlan.cc
struct WlanForm {
  bool padded = false;    ///< data begins at a multiple of four
  bool checksum = false;  ///< the last four bytes
  bool swapped = false;   ///< the two bytes of the frame control field have changed places
};
void wlan(Bytes b, uint32_t wire, WlanForm form, Packet& out);
void radiotap(Bytes b, uint32_t wire, Packet& out);
void prism(Bytes b, uint32_t wire, Packet& out);
void avs(Bytes b, uint32_t wire, Packet& out);
void ppi(Bytes b, uint32_t wire, Packet& out);

// ---- tunnel.cc
bool is_ip_tunnel(uint16_t protocol);
/// What IP protocol `out.protocol` carries, where it is a tunnel that can be read.
void ip_tunnel(Bytes b, uint32_t wire, Packet& out);
void gre(Bytes b, uint32_t wire, Packet& out);
/// Ethernet, or IP, inside a tunnel: where it looks like it.
void framed(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out);
void routed(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out);
/// PPP or labels inside an IP tunnel: where they lead to IP or to a further tunnel. PPP's own control
/// messages belong to the tunnel's ends.
void deeper(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out,
            void (*decode)(Bytes b, uint32_t wire, Packet& out));
void mpls(Bytes b, uint32_t wire, Packet& out);

// ---- tunnel_udp.cc
/// What the UDP payload carries. The port only says what to look for; the content must fit.
void udp_tunnel(Packet& out);

// ---- ring.cc: local networks other than Ethernet, and Ethernet behind other headers
void token_ring(Bytes b, uint32_t wire, Packet& out);
void fddi(Bytes b, uint32_t wire, Packet& out);
void arcnet(Bytes b, uint32_t wire, Packet& out);
void arcnet_linux(Bytes b, uint32_t wire, Packet& out);
void ax25(Bytes b, uint32_t wire, Packet& out);
void docsis(Bytes b, uint32_t wire, Packet& out);
void switch_tag(Bytes b, uint32_t wire, Packet& out);
void switch_tag_dsa(Bytes b, uint32_t wire, Packet& out);
void erf(Bytes b, uint32_t wire, Packet& out);

// ---- cooked.cc: what operating systems put in the place of the link's header
void loopback(Bytes b, uint32_t wire, Packet& out);
void sll(Bytes b, uint32_t wire, Packet& out);
void sll2(Bytes b, uint32_t wire, Packet& out);
void pflog(Bytes b, uint32_t wire, Packet& out);
void nflog(Bytes b, uint32_t wire, Packet& out);
void pktap(Bytes b, uint32_t wire, Packet& out);

// ---- juniper.cc
bool is_juniper(uint16_t number);
void juniper(uint16_t number, Bytes b, uint32_t wire, Packet& out);

// ---- links.cc
/// Every link type.
void link(uint16_t number, Bytes b, uint32_t wire, Packet& out);
/// The same inside a file's own header, which says the number: those that have such a header are refused, so
/// that they cannot be nested.
void link_within(uint16_t number, Bytes b, uint32_t wire, Packet& out);
/// The packet is counted by its link type only.
void named_link(uint16_t protocol, uint16_t number, Bytes b, uint32_t wire, Packet& out);

/// Goes into a tunnel: `out` is fresh, `outside` what it was. False, and nothing changed: too many already.
bool enter(Tunnel kind, uint32_t id, Packet& out, Packet& outside);
/// Out again. False where the inside made no sense: then `out` is what it was outside.
bool leave(const Packet& outside, Packet& out);
/// Decodes what a tunnel carries by calling `decode(out)`.
template <class Decode>
bool inside(Tunnel kind, uint32_t id, Packet& out, Decode decode) {
  Packet outside;
  if (!enter(kind, id, out, outside)) return false;
  decode(out);
  return leave(outside, out);
}

}  // namespace culprit::packet
