// Headers that an operating system puts in the place of the link's own: loopback, Linux "any", firewall logs.
#include "packet/layers.h"

namespace culprit::packet {
namespace {

/// Packet type 4 is what this machine sent, 0 what was sent to it.
void direction(unsigned type, Packet& out) {
  if (type == 4) out.direction = capture::Direction::outbound;
  if (type == 0) out.direction = capture::Direction::inbound;
}

/// What follows the header of SLL: its hardware kind (ARPHRD_ of linux/if_arp.h) may mean another frame;
/// otherwise the type is an ethertype, or a small number for what has none (tcpdump.org LINKTYPE_LINUX_SLL).
void cooked(unsigned hardware, uint16_t type, Bytes b, uint32_t wire, Packet& out) {
  constexpr uint16_t kIpx = 0x8137, kCan = 227;
  if (hardware == 824) return named_link(proto::netlink, type, b, wire, out);
  if (hardware == 801) return wlan(b, wire, {}, out);
  if (hardware == 802) return prism(b, wire, out);
  if (hardware == 803) return radiotap(b, wire, out);
  if (type == 1) return network(b, wire, kIpx, out);  // Novell's 802.3
  if (type == 12 || type == 13) return named_link(proto::vehicle_bus, kCan, b, wire, out);
  network(b, wire, type, out);  // 4, LLC, is a length to it
}

}  // namespace

/// BSD loopback: the address family in the capturing machine's byte order (NULL) or in network order (LOOP).
/// The IP version nibble says the same without the guess; the family only tells whether it is IP at all.
void loopback(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 4) return undecodable(out, cut_headers);
  const uint32_t little = b.le32(0), big = b.be32(0);
  const uint32_t family = little < 256 ? little : big;
  if (family > 64) return undecodable(out, bad_ip_header);
  ip(b.sub(4), less(wire, 4), out);
}

void sll(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 16) return undecodable(out, cut_headers);
  direction(b.be16(0), out);
  if (b.be16(4) == 6) out.src_mac = mac_at(b, 6);
  cooked(b.be16(2), b.be16(14), b.sub(16), less(wire, 16), out);
}

void sll2(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 20) return undecodable(out, cut_headers);
  direction(b.u8(10), out);
  if (b.u8(11) == 6) out.src_mac = mac_at(b, 12);
  cooked(b.be16(8), b.be16(0), b.sub(20), less(wire, 20), out);
}

/// The packet filter of the BSDs: a header that begins with its own length.
void pflog(Bytes b, uint32_t wire, Packet& out) {
  const size_t size = (b.u8(0) + 3u) & ~3u;
  if (size < 8 || b.size() < size) return undecodable(out, cut_headers);
  ip(b.sub(size), less(wire, size), out);
}

/// Linux firewall logs: a list of fields; lengths are in the byte order of the machine that wrote it, which
/// is tried out.
void nflog(Bytes b, uint32_t wire, Packet& out) {
  constexpr uint16_t kPayload = 9;
  const bool little = b.le16(4) >= 4 && b.le16(4) <= less(wire, 4);
  const auto number = [&](size_t at) { return little ? b.le16(at) : b.be16(at); };
  for (size_t at = 4, size = 0; b.has(at, 4); at += (size + 3) & ~size_t{3}) {
    size = number(at);
    if (size < 4) break;
    if ((number(at + 2) & 0x7fff) != kPayload) continue;
    return ip(b.sub(at + 4, size - 4), static_cast<uint32_t>(size) - 4, out);
  }
  undecodable(out, cut_headers);
}

/// Apple: a header with its own length, and the number of the link type behind it.
void pktap(Bytes b, uint32_t wire, Packet& out) {
  const uint32_t size = b.le32(0), number = b.le32(8);
  if (size < 12 || b.size() < size || number > 0xffff) return undecodable(out, cut_headers);
  link_within(static_cast<uint16_t>(number), b.sub(size), less(wire, size), out);
}

}  // namespace culprit::packet
