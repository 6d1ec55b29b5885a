#include "packet/packet.h"

namespace culprit::packet {
namespace {

constexpr size_t kMaxTags = 8;      // VLAN tags and IPv6 extension headers that are followed
constexpr uint32_t kMaxIp = 65535;  // an IP datagram cannot end beyond this

void network(Bytes bytes, uint16_t ethertype, Packet& out);

/// A packet that can be told no better than by its MAC addresses.
void by_mac(Packet& out) {
  if (out.src_mac != 0 || out.dst_mac != 0) {
    out.src = Address::mac(out.src_mac);
    out.dst = Address::mac(out.dst_mac);
  }
}

void undecodable(Packet& out, uint16_t why) {
  out.oddities |= why;
  out.protocol = proto::undecodable;
  by_mac(out);
}

/// The rest of the packet is `payload`, of which `wire` bytes were sent.
void carry(Bytes payload, uint32_t wire, Packet& out) {
  out.payload = payload.sub(0, wire);
  out.payload_wire = wire;
}

void udp(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 8) {
    out.oddities |= cut_headers;
    if (b.size() < 4) return;
  }
  out.src_port = b.be16(0);
  out.dst_port = b.be16(2);
  const uint32_t length = b.be16(4);
  out.datagram = length >= 8 ? length - 8 : 0;
  const bool whole = !out.is_fragment();
  if (b.size() >= 8 && (length < 8 || (whole && length > wire))) out.oddities |= bad_transport_length;
  uint32_t rest = wire >= 8 ? wire - 8 : 0;
  if (whole && length >= 8 && length - 8 < rest) rest = length - 8;
  carry(b.sub(8), rest, out);
}

void tcp(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 14) {
    out.oddities |= cut_headers;
    if (b.size() < 4) return;
  }
  out.src_port = b.be16(0);
  out.dst_port = b.be16(2);
  out.seq = b.be32(4);
  out.ack = b.be32(8);
  out.tcp_flags = b.u8(13);
  out.window = b.be16(14);
  const uint32_t header = static_cast<uint32_t>(b.u8(12) >> 4) * 4;
  if (b.size() > 12 && (header < 20 || header > wire)) {
    out.oddities |= bad_transport_length;
    return;
  }
  carry(b.sub(header), wire - header, out);
}

/// What follows the IP headers: `b` as captured, `wire` bytes as sent.
void transport(Bytes b, uint32_t wire, Packet& out) {
  if (out.src == out.dst) out.oddities |= land;
  if (out.is_fragment() && out.fragment_offset + wire > kMaxIp) out.oddities |= bad_fragment;
  if (out.is_later_fragment()) return carry(b, wire, out);
  switch (out.protocol) {
    case proto::udp:
      return udp(b, wire, out);
    case proto::tcp:
      return tcp(b, wire, out);
    case proto::sctp:
      out.src_port = b.be16(0);
      out.dst_port = b.be16(2);
      return carry(b.sub(12), wire > 12 ? wire - 12 : 0, out);
    case proto::icmp:
    case proto::icmp6:
    case proto::igmp:
      if (b.size() < 2) out.oddities |= cut_headers;
      out.src_port = b.u8(0);
      out.dst_port = b.u8(1);
      return carry(b, wire, out);
    default:
      return carry(b, wire, out);
  }
}

/// The captured bytes and the wire length of what an IP header of `header` bytes carries, by its total
/// length. Frames are padded to 60 bytes and cut by snaplen, so neither length alone will do.
struct Span {
  Bytes bytes;
  uint32_t wire;
};
Span ip_payload(Bytes b, uint32_t header, uint32_t total, Packet& out) {
  const uint32_t on_wire = out.payload_wire;  // what this layer has on the wire, padding included
  if (total == 0) {
    out.oddities |= zero_ip_length;
    total = on_wire;
  }
  if (total < header || total > on_wire) {
    out.oddities |= bad_ip_length;
    total = total < header ? header : on_wire;
  }
  return {b.sub(header, total - header), total > header ? total - header : 0};
}

void ipv4(Bytes b, Packet& out) {
  if (b.size() < 20) return undecodable(out, cut_headers);
  const uint32_t header = (b.data()[0] & 15u) * 4;
  if (b.data()[0] >> 4 != 4 || header < 20) return undecodable(out, bad_ip_header);
  if (header > 20) out.oddities |= ip_options;
  out.ip = true;
  out.src = Address::ip4(b.be32(12));
  out.dst = Address::ip4(b.be32(16));
  out.protocol = b.data()[9];
  out.ttl = b.data()[8];
  out.ip_id = b.be16(4);
  const uint16_t fragment = b.be16(6);
  out.more_fragments = (fragment & 0x2000) != 0;
  out.fragment_offset = static_cast<uint32_t>(fragment & 0x1fff) * 8;
  const Span rest = ip_payload(b, header, b.be16(2), out);
  transport(rest.bytes, rest.wire, out);
}

bool is_extension(uint16_t next) {
  return next == 0 || next == 43 || next == 44 || next == 51 || next == 60 || next == 135 || next == 139 ||
         next == 140;
}

/// RFC 8200 section 4: walks the extension headers; returns the offset of what they carry.
uint32_t ipv6_extensions(Bytes b, Packet& out) {
  uint32_t at = 40;
  uint16_t next = b.u8(6);
  for (size_t count = 0; is_extension(next); ++count) {
    if (count == kMaxTags) {
      out.oddities |= too_many_headers;
      break;
    }
    if (!b.has(at, 8)) {
      out.oddities |= cut_headers;
      break;
    }
    const uint16_t kind = next;
    next = b.u8(at);
    if (kind == 44) {
      const uint16_t fragment = b.be16(at + 2);
      out.fragment_offset = fragment & 0xfff8u;
      out.more_fragments = (fragment & 1) != 0;
      out.ip_id = b.be32(at + 4);
      at += 8;
      if (out.fragment_offset != 0) break;  // what follows is the middle of a datagram
    } else {
      at += kind == 51 ? (b.u8(at + 1) + 2u) * 4 : (b.u8(at + 1) + 1u) * 8;
    }
  }
  out.protocol = next;
  return at;
}

void ipv6(Bytes b, Packet& out) {
  if (b.size() < 40) return undecodable(out, cut_headers);
  if (b.u8(0) >> 4 != 6) return undecodable(out, bad_ip_header);
  out.ip = true;
  out.src = Address::ip6(b.sub(8, 16));
  out.dst = Address::ip6(b.sub(24, 16));
  out.ttl = b.u8(7);
  const uint32_t at = ipv6_extensions(b, out);
  const uint32_t length = b.be16(4);
  const uint32_t total = length == 0 ? 0 : length + 40;
  const Span rest = ip_payload(b, at, total, out);
  transport(rest.bytes, rest.wire, out);
}

void arp(Bytes b, Packet& out) {
  out.protocol = proto::arp;
  by_mac(out);
  if (b.size() < 28 || b.be16(2) != 0x0800 || b.u8(4) != 6 || b.u8(5) != 4) {
    out.oddities |= cut_headers;
    return;
  }
  out.src_port = b.be16(6);  // operation
  out.src = Address::ip4(b.be32(14));
  out.dst = Address::ip4(b.be32(24));
  carry(b.sub(0, 28), 28, out);
}

/// IEEE 802.2 LLC behind an 802.3 length; SNAP leads back to an ethertype.
void llc(Bytes b, Packet& out) {
  if (b.be16(0) == 0xaaaa && b.has(0, 8) && b.be16(3) == 0 && b.u8(5) == 0) {
    out.payload_wire = out.payload_wire > 8 ? out.payload_wire - 8 : 0;
    return network(b.sub(8), b.be16(6), out);
  }
  out.protocol = proto::llc;
  out.src_port = b.u8(0);
  if (b.be16(0) == 0xaaaa) out.dst_port = b.be16(6);  // SNAP of another organisation: its protocol id
  by_mac(out);
  carry(b, out.payload_wire, out);
}

void network(Bytes b, uint16_t ethertype, Packet& out) {
  switch (ethertype) {
    case proto::ipv4:
      return ipv4(b, out);
    case proto::ipv6:
      return ipv6(b, out);
    case proto::arp:
      return arp(b, out);
    default:
      if (ethertype <= 1500) return llc(b, out);
      out.protocol = ethertype < 0x0600 ? proto::undecodable : ethertype;
      by_mac(out);
      carry(b, out.payload_wire, out);
  }
}

bool is_vlan(uint16_t ethertype) { return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100; }

/// From an ethertype at `at`: strips VLAN tags, then the network layer. payload_wire is kept at what the
/// layer has on the wire.
void ethertype_at(Bytes frame, size_t at, Packet& out) {
  uint16_t type = frame.be16(at);
  at += 2;
  for (size_t tags = 0; is_vlan(type); ++tags) {
    if (tags == kMaxTags) return undecodable(out, too_many_headers);
    if (!frame.has(at, 4)) return undecodable(out, cut_headers);
    if (out.vlan == 0) out.vlan = frame.be16(at) & 0x0fff;
    type = frame.be16(at + 2);
    at += 4;
  }
  out.payload_wire = out.wire > at ? out.wire - static_cast<uint32_t>(at) : 0;
  network(frame.sub(at), type, out);
}

uint64_t mac_at(Bytes b, size_t at) { return static_cast<uint64_t>(b.be16(at)) << 32 | b.be32(at + 2); }

void ethernet(Bytes frame, Packet& out) {
  if (frame.size() < 14) return undecodable(out, cut_headers);
  out.dst_mac = mac_at(frame, 0);
  out.src_mac = mac_at(frame, 6);
  ethertype_at(frame, 12, out);
}

/// SLL and SLL2 (tcpdump.org LINKTYPE_LINUX_SLL, _SLL2): packet type 4 is what this machine sent, 0 what was
/// sent to it.
void cooked_direction(uint16_t type, Packet& out) {
  if (type == 4) out.direction = capture::Direction::outbound;
  if (type == 0) out.direction = capture::Direction::inbound;
}

void sll(Bytes frame, Packet& out) {
  if (frame.size() < 16) return undecodable(out, cut_headers);
  cooked_direction(frame.be16(0), out);
  if (frame.be16(4) == 6) out.src_mac = mac_at(frame, 6);
  ethertype_at(frame, 14, out);
}

void sll2(Bytes frame, Packet& out) {
  if (frame.size() < 20) return undecodable(out, cut_headers);
  cooked_direction(frame.u8(10), out);
  if (frame.u8(11) == 6) out.src_mac = mac_at(frame, 12);
  const uint16_t type = frame.be16(0);
  out.payload_wire = out.wire > 20 ? out.wire - 20 : 0;
  network(frame.sub(20), type, out);
}

void raw_ip(Bytes b, size_t at, Packet& out) {
  out.payload_wire = out.wire > at ? out.wire - static_cast<uint32_t>(at) : 0;
  const Bytes rest = b.sub(at);
  if (rest.empty()) return undecodable(out, cut_headers);
  if (rest.u8(0) >> 4 == 4) return ipv4(rest, out);
  if (rest.u8(0) >> 4 == 6) return ipv6(rest, out);
  undecodable(out, bad_ip_header);
}

/// BSD loopback: the address family in the capturing machine's byte order (NULL) or in network order (LOOP).
/// The IP version nibble says the same without the guess; the family only tells whether it is IP at all.
void loopback(Bytes b, Packet& out) {
  if (b.size() < 4) return undecodable(out, cut_headers);
  const uint32_t little = b.le32(0), big = b.be32(0);
  const uint32_t family = little < 256 ? little : big;
  if (family > 64) return undecodable(out, bad_ip_header);
  raw_ip(b, 4, out);
}

}  // namespace

void decode(const capture::Frame& frame, Packet& out) {
  out = Packet{};
  out.time = frame.time;
  out.ref = frame.ref;
  out.wire = frame.wire;
  out.payload_wire = frame.wire;
  out.direction = frame.direction;
  if (frame.data.size() < frame.wire) out.oddities |= cut_by_snaplen;
  switch (frame.link) {
    case capture::link::ethernet:
      return ethernet(frame.data, out);
    case capture::link::linux_sll:
      return sll(frame.data, out);
    case capture::link::linux_sll2:
      return sll2(frame.data, out);
    case capture::link::null:
    case capture::link::loop:
      return loopback(frame.data, out);
    case capture::link::raw:
    case capture::link::raw_bsd:
    case capture::link::raw_openbsd:
    case capture::link::ipv4:
    case capture::link::ipv6:
      return raw_ip(frame.data, 0, out);
    default:
      out.protocol = proto::other_link;
      out.src_port = frame.link;
      out.payload = frame.data;
  }
}

bool decode_quoted(const Packet& icmp, Packet& out) {
  const Bytes quoted = icmp.payload.sub(8);
  out = Packet{};
  out.time = icmp.time;
  out.ref = icmp.ref;
  out.wire = out.payload_wire = kMaxIp;  // errors quote the beginning only: lengths are the header's own
  if (quoted.u8(0) >> 4 == 4)
    ipv4(quoted, out);
  else if (quoted.u8(0) >> 4 == 6)
    ipv6(quoted, out);
  return out.ip;
}

}  // namespace culprit::packet
