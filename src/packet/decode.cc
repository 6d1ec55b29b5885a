// The way that nearly every packet takes: Ethernet, IP, TCP or UDP. Links, tunnels and the rest are in the
// files beside this one.
#include <cstring>

#include "packet/layers.h"
#include "packet/listed.h"
#include "packet/tunnel_ports.h"

namespace culprit::packet {
namespace {

constexpr Packet kBlank;

void reset(const capture::Frame& frame, Packet& out) {
  // All but `outer`, as one copy of a constant; the compiler's own way costs as much as the rest of decoding.
  std::memcpy(static_cast<void*>(&out), static_cast<const void*>(&kBlank), offsetof(Packet, outer));
  out.time = frame.time;
  out.ref = frame.ref;
  out.wire = frame.wire;
  out.direction = frame.direction;
  out.process = frame.process;
  if (frame.data.size() < frame.wire) out.oddities = cut_by_snaplen;
}

void udp(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 8) {
    out.oddities |= cut_headers;
    if (b.size() < 4) return;
  }
  out.src_port = b.be16(0);
  out.dst_port = b.be16(2);
  const uint32_t length = b.be16(4);
  out.datagram = less(length, 8);
  const bool whole = !out.is_fragment();
  // Length 0 where the IP header has none either: a datagram that the network card was still to cut.
  const bool told = length != 0 || (out.oddities & zero_ip_length) == 0;
  if (b.size() >= 8 && ((length < 8 && told) || (whole && length > wire)))
    out.oddities |= bad_transport_length;
  uint32_t rest = less(wire, 8);
  if (whole && length >= 8 && length - 8 < rest) rest = length - 8;
  carry(b.sub(8), rest, out);
  if (whole && port_of_tunnel(out.src_port, out.dst_port)) udp_tunnel(out);
}

/// RFC 9293 section 3.2. Of segments with SYN only: these are few, and tell it for the whole connection.
void tcp_options(Bytes b, Packet& out) {
  for (size_t at = 0; at < b.size();) {
    const uint8_t kind = b[at];
    if (kind == 0) return;
    const size_t size = kind == 1 ? 1 : b.u8(at + 1);
    if (kind != 1 && (size < 2 || !b.has(at, size))) return;
    if (kind == 2 && size == 4) {
      out.tcp_options |= tcp_option::mss;
      out.mss = b.be16(at + 2);
    } else if (kind == 3 && size == 3) {
      out.tcp_options |= tcp_option::window_scale;
      out.window_scale = b.u8(at + 2);
    } else if (kind != 1) {
      out.tcp_options |= kind == 4   ? tcp_option::sack_permitted
                         : kind == 8 ? tcp_option::timestamps
                                     : tcp_option::other;
    }
    at += size;
  }
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
  carry(b.sub(header), less(wire, header), out);
  if ((out.tcp_flags & tcp_flag::syn) != 0 && header > 20) tcp_options(b.sub(20, header - 20), out);
}

/// What is neither TCP nor UDP.
void other_transport(Bytes b, uint32_t wire, Packet& out) {
  switch (out.protocol) {
    case proto::sctp:
      out.src_port = b.be16(0);
      out.dst_port = b.be16(2);
      return carry(b.sub(12), less(wire, 12), out);
    case proto::icmp:
    case proto::icmp6:
    case proto::igmp:
      if (b.size() < 2) out.oddities |= cut_headers;
      out.src_port = b.u8(0);
      out.dst_port = b.u8(1);
      return carry(b, wire, out);
    default:
      carry(b, wire, out);
      if (!out.is_fragment()) ip_tunnel(b, wire, out);
  }
}

/// The captured bytes and the wire length of what an IP header of `header` bytes carries, by its total
/// length.
struct Span {
  Bytes bytes;
  uint32_t wire;
};
inline Span ip_payload(Bytes b, uint32_t wire, uint32_t header, uint32_t total, Packet& out) {
  out.ip_length = total;
  if (total == 0) {
    out.oddities |= zero_ip_length;
    total = wire;
  }
  if (total < header || total > wire) {
    out.oddities |= bad_ip_length;
    total = total < header ? header : wire;
  }
  out.datagram_bytes = b.sub(0, total);
  return {out.datagram_bytes.sub(header), less(total, header)};
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

/// Announced as IPv4, and something else: IPv6, at best.
void not_ipv4(Bytes b, uint32_t wire, Packet& out) {
  out.oddities |= bad_ip_header;
  if (b.u8(0) >> 4 == 6 && looks_like_ip(b, wire)) return ipv6(b, wire, out);
  undecodable(out, bad_ip_header);
}

}  // namespace

void by_mac(Packet& out) {
  if (out.src_mac == 0 && out.dst_mac == 0) return;
  out.src = Address::mac(out.src_mac);
  out.dst = Address::mac(out.dst_mac);
}

void undecodable(Packet& out, uint16_t why) {
  out.oddities |= why;
  out.ip = false;
  out.protocol = proto::undecodable;
  out.src = out.dst = {};
  by_mac(out);
}

void carry(Bytes b, uint32_t wire, Packet& out) {
  out.payload = b.sub(0, wire);
  out.payload_wire = wire;
}

void transport(Bytes b, uint32_t wire, Packet& out) {
  if (out.src == out.dst && scope(out.src) != Scope::loopback) out.oddities |= land;
  if (out.is_fragment() && out.fragment_offset + wire > kMaxDatagram) out.oddities |= bad_fragment;
  if (out.is_later_fragment()) return carry(b, wire, out);
  if (out.protocol == proto::udp) return udp(b, wire, out);
  if (out.protocol == proto::tcp) return tcp(b, wire, out);
  other_transport(b, wire, out);
}

void ipv4(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 20) return undecodable(out, cut_headers);
  const uint32_t header = (b.data()[0] & 15u) * 4;
  if (b.data()[0] >> 4 != 4 || header < 20) return not_ipv4(b, wire, out);
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
  const Span rest = ip_payload(b, wire, header, b.be16(2), out);
  transport(rest.bytes, rest.wire, out);
}

void ipv6(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 40) return undecodable(out, cut_headers);
  if (b.u8(0) >> 4 != 6) return undecodable(out, bad_ip_header);
  out.src = Address::ip6(b.sub(8, 16));
  out.dst = Address::ip6(b.sub(24, 16));
  // Groups of a kind that nobody has assigned, which Address uses for network cards.
  if (out.src.is_mac() || out.dst.is_mac()) return undecodable(out, bad_ip_header);
  out.ip = true;
  out.ttl = b.u8(7);
  const uint32_t at = ipv6_extensions(b, out);
  const uint32_t length = b.be16(4);
  const Span rest = ip_payload(b, wire, at, length == 0 ? 0 : length + 40, out);
  transport(rest.bytes, rest.wire, out);
}

void ip(Bytes b, uint32_t wire, Packet& out) {
  if (b.empty()) return undecodable(out, cut_headers);
  if (b.u8(0) >> 4 == 4) return ipv4(b, wire, out);
  if (b.u8(0) >> 4 == 6) return ipv6(b, wire, out);
  undecodable(out, bad_ip_header);
}

bool looks_like_ip(Bytes b, uint32_t wire) {
  if (b.u8(0) >> 4 == 4) {
    const uint32_t header = (b.u8(0) & 15u) * 4, total = b.be16(2);
    return b.size() >= 20 && header >= 20 && total >= header && total <= wire;
  }
  return b.u8(0) >> 4 == 6 && b.size() >= 40 && b.be16(4) + 40u <= wire;
}

bool looks_like_ethernet(Bytes b, uint32_t wire) {
  if (b.size() < 14) return false;
  const uint16_t type = b.be16(12);
  switch (type) {
    case proto::ipv4:
      return b.u8(14) >> 4 == 4 && looks_like_ip(b.sub(14), less(wire, 14));
    case proto::ipv6:
      return b.u8(14) >> 4 == 6 && looks_like_ip(b.sub(14), less(wire, 14));
    case proto::arp:
      return b.be16(16) == proto::ipv4 || b.be16(16) == proto::ipv6;
    default:
      // A length fits exactly, or the frame was padded to the least that Ethernet sends.
      return is_tag(type) || (type >= 3 && type + 14u == wire) ||
             (type >= 3 && type <= 46 && wire <= 64 && wire >= 60) || is_known_ethertype(type);
  }
}

void network(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out) {
  switch (ethertype) {
    case proto::ipv4:
      return ipv4(b, wire, out);
    case proto::ipv6:
      return ipv6(b, wire, out);
    default:
      other_network(b, wire, ethertype, out);
  }
}

void ethernet(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 14) return undecodable(out, cut_headers);
  out.dst_mac = b.be64(0) >> 16;
  out.src_mac = b.be64(6) >> 16;
  network(b.sub(14), less(wire, 14), b.be16(12), out);
}

bool enter(Tunnel kind, uint32_t id, Packet& out, Packet& outside) {
  if (out.tunnel_depth == kMaxTunnels) {
    out.oddities |= too_deep;
    return false;
  }
  outside = out;
  const uint32_t before = outside.tunnel == Tunnel::none ? 0 : outside.outer.all;
  out = Packet{};
  out.time = outside.time;
  out.ref = outside.ref;
  out.wire = outside.wire;
  out.vlan = outside.vlan;
  out.oddities = outside.oddities;
  out.direction = outside.direction;
  out.process = outside.process;
  out.tunnel = kind;
  out.tunnel_depth = static_cast<uint8_t>(outside.tunnel_depth + 1);
  if (!outside.ip) {  // the link's own cards still hold for what is inside
    by_mac(outside);
    out.src_mac = outside.src_mac;
    out.dst_mac = outside.dst_mac;
  }
  out.outer = {outside.src, outside.dst, id, before | 1u << static_cast<unsigned>(kind)};
  return true;
}

bool leave(const Packet& outside, Packet& out) {
  if (out.protocol != proto::undecodable) return true;
  const uint16_t inside = out.oddities;
  out = outside;
  out.oddities |= (inside & cut_by_snaplen) != 0 ? cut_headers : bad_tunnel;
  out.oddities |= inside & (too_deep | too_many_headers);
  return false;
}

void decode_layers(const capture::Frame& frame, Packet& out) {
  reset(frame, out);
  if (frame.link == capture::link::ethernet) return ethernet(frame.data, frame.wire, out);
  if (frame.link == capture::link::listed) return decode_listed(frame, out);
  link(frame.link, frame.data, frame.wire, out);
}

bool decode_quoted(const Packet& icmp, Packet& out) {
  const Bytes quoted = icmp.payload.sub(8);
  out = Packet{};
  out.time = icmp.time;
  out.ref = icmp.ref;
  out.wire = kMaxDatagram;  // errors quote the beginning only: lengths are the header's own
  ip(quoted, kMaxDatagram, out);
  return out.ip;
}

Bytes carried(const Packet& p) {
  const Bytes b = p.datagram_bytes;
  if (b.u8(0) >> 4 == 4) return b.sub((b.u8(0) & 15u) * 4);
  Packet scratch;
  return b.sub(ipv6_extensions(b, scratch));
}

void decode_whole(const Packet& last, Bytes payload, Packet& out) {
  out = last;
  out.datagram_bytes = {};
  out.ip_length = 0;
  out.oddities = 0;
  out.more_fragments = false;
  out.fragment_offset = 0;
  out.src_port = out.dst_port = 0;
  transport(payload, static_cast<uint32_t>(payload.size()), out);
}

}  // namespace culprit::packet
