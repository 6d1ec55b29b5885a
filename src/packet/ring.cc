// Local networks other than Ethernet, and Ethernet behind the headers of cable modems, switch chips and
// capture cards.
#include "packet/layers.h"

namespace culprit::packet {
namespace {

/// Token Ring and FDDI send the bits of each byte the other way round; captures of FDDI keep them so.
uint64_t mirrored(uint64_t mac) {
  mac = (mac >> 1 & 0x555555555555) | (mac & 0x555555555555) << 1;
  mac = (mac >> 2 & 0x333333333333) | (mac & 0x333333333333) << 2;
  return (mac >> 4 & 0x0f0f0f0f0f0f) | (mac & 0x0f0f0f0f0f0f) << 4;
}

/// The protocol byte of ARCNET (RFC 1201, RFC 1051), then what is left of its header.
void arcnet_protocol(uint8_t type, size_t header, Bytes b, uint32_t wire, Packet& out) {
  const Bytes rest = b.sub(header);
  const uint32_t left = less(wire, header);
  switch (type) {
    case 0xd4:
    case 0xf0:
      return ipv4(rest, left, out);
    case 0xd5:
    case 0xf1:
      return network(rest, left, proto::arp, out);
    case 0xd6:
      return network(rest, left, proto::rarp, out);
    case 0xc4:
      return ipv6(rest, left, out);
    case 0xcd:  // BACnet: LLC without more ado
      return llc(rest, left, out);
    default:
      return named_link(proto::other_link, 129, rest, left, out);
  }
}

/// RFC 1051 has nothing behind the protocol byte, BACnet neither; RFC 1201 a flag and a number, and four
/// bytes more where the flag is 0xff.
size_t arcnet_extra(Bytes b, size_t at) {
  const uint8_t type = b.u8(at - 1);
  if (type == 0xf0 || type == 0xf1 || type == 0xcd) return at;
  return at + (b.u8(at) == 0xff ? 7 : 3);
}

}  // namespace

/// IEEE 802.5: access and frame control, addresses; where the sender's group bit is set, a route of the
/// length that its first byte tells.
void token_ring(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 14) return undecodable(out, cut_headers);
  out.dst_mac = mac_at(b, 2);
  out.src_mac = mac_at(b, 8) & ~(uint64_t{1} << 47);
  if (b.u8(1) >> 6 != 1) return named_link(proto::ring_control, 6, b, wire, out);
  const size_t route = (b.u8(8) & 0x80) != 0 ? b.u8(14) & 31u : 0;
  llc(b.sub(14 + route), less(wire, 14 + route), out);
}

/// ANSI X3.139: frame control, addresses; LLC frames are 01xxx0xx or 01xxx1xx.
void fddi(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 13) return undecodable(out, cut_headers);
  out.dst_mac = mirrored(mac_at(b, 1));
  out.src_mac = mirrored(mac_at(b, 7));
  if ((b.u8(0) & 0x70) != 0x50) return named_link(proto::ring_control, 10, b, wire, out);
  llc(b.sub(13), less(wire, 13), out);
}

void arcnet(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 3) return undecodable(out, cut_headers);
  arcnet_protocol(b.u8(2), arcnet_extra(b, 3), b, wire, out);
}

/// The same with two bytes for the place in a packet that was split; there is only the first piece's flag.
void arcnet_linux(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 5) return undecodable(out, cut_headers);
  arcnet_protocol(b.u8(4), arcnet_extra(b, 5), b, wire, out);
}

/// Amateur radio: addresses of seven bytes, the last of which ends with a 1 bit; control; the protocol.
void ax25(Bytes b, uint32_t wire, Packet& out) {
  size_t at = 7;
  while (at < 70 && b.has(at, 1) && (b.u8(at - 1) & 1) == 0) at += 7;
  const uint8_t protocol = b.u8(at + 1);
  if (protocol == 0xcc && b.u8(at) == 3) return ipv4(b.sub(at + 2), less(wire, at + 2), out);
  if (protocol == 0xcd && b.u8(at) == 3) return network(b.sub(at + 2), less(wire, at + 2), proto::arp, out);
  named_link(proto::wide_area, 3, b, wire, out);
}

/// DOCSIS MULPI section 6.2: frame control, extended header, check sequence; kind 0 carries Ethernet.
void docsis(Bytes b, uint32_t wire, Packet& out) {
  const uint8_t control = b.u8(0);
  const size_t extended = (control & 1) != 0 ? b.u8(1) : 0, at = 6 + extended;
  // Encrypted ones have a key's number in their extended header.
  const bool encrypted =
      extended != 0 && (b.u8(4) >> 4 == 3 || b.u8(4) >> 4 == 4) && (b.be16(6) & 0x8000) != 0;
  if (control >> 6 == 0 && !encrypted) return ethernet(b.sub(at), less(wire, at), out);
  named_link(proto::wide_area, 143, b, wire, out);
}

namespace {

/// Ethernet with `tag` bytes between the addresses and the ethertype.
void tagged_ethernet(size_t tag, Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 14 + tag) return undecodable(out, cut_headers);
  out.dst_mac = mac_at(b, 0);
  out.src_mac = mac_at(b, 6);
  network(b.sub(14 + tag), less(wire, 14 + tag), b.be16(12 + tag), out);
}

}  // namespace

void switch_tag(Bytes b, uint32_t wire, Packet& out) { tagged_ethernet(4, b, wire, out); }

/// Marvell's tag has eight bytes where its extended bit is set; where the frame had a VLAN tag, it stands in
/// it.
void switch_tag_dsa(Bytes b, uint32_t wire, Packet& out) {
  out.vlan = b.be16(14) & 0x0fff;
  tagged_ethernet((b.u8(14) & 0x10) != 0 ? 8 : 4, b, wire, out);
}

/// Endace: a record with its own header (and more headers while the top bit of the kind is set), as a frame.
void erf(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 16) return undecodable(out, cut_headers);
  size_t at = 16;
  for (uint8_t kind = b.u8(8); (kind & 0x80) != 0 && b.has(at, 8); at += 8) kind = b.u8(at);
  const Bytes rest = b.sub(at);
  const uint32_t left = less(wire, at);
  switch (b.u8(8) & 0x7f) {
    case 1:
      return cisco_hdlc(rest, left, out);
    case 2:
    case 11:
    case 16:
    case 20:
      return ethernet(rest.sub(2), less(left, 2), out);
    case 22:
      return ipv4(rest, left, out);
    case 23:
      return ipv6(rest, left, out);
    default:
      return named_link(proto::other_link, 197, rest, left, out);
  }
}

}  // namespace culprit::packet
