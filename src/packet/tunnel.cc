// Tunnels over IP itself and over labels: what they carry is decoded in the packet's place, if it makes
// sense.
#include "packet/layers.h"

namespace culprit::packet {
namespace {

bool is_6to4(Bytes six) { return six.be16(8) == 0x2002 || six.be16(24) == 0x2002; }

void ip_in_ip(Bytes b, uint32_t wire, Packet& out) {
  const bool six = b.u8(0) >> 4 == 6;
  const Tunnel kind = !six || !out.src.is_ip4() ? Tunnel::ip_in_ip
                      : is_6to4(b)              ? Tunnel::six_to_four
                                                : Tunnel::six_in_four;
  routed(kind, 0, b, wire, out);
}

/// RFC 4302 section 2: what follows is in the clear, and belongs to the same addresses.
void authenticated(Bytes b, uint32_t wire, Packet& out) {
  const size_t size = (b.u8(1) + 2u) * 4;
  constexpr uint32_t bit = 1u << static_cast<unsigned>(Tunnel::authenticated);
  if (b.size() < size || out.tunnel == Tunnel::authenticated || out.tunnel_depth == kMaxTunnels) return;
  const uint32_t before = out.tunnel == Tunnel::none ? 0 : out.outer.all;
  out.outer = {out.src, out.dst, b.be32(4), before | bit};
  out.tunnel = Tunnel::authenticated;
  ++out.tunnel_depth;
  out.protocol = b.u8(0);
  transport(b.sub(size), less(wire, size), out);
}

/// draft-foschiano-erspan: type I has no header, II has 8 bytes, III 12 and perhaps 8 more.
void erspan(bool numbered, uint16_t type, Bytes b, uint32_t wire, Packet& out) {
  size_t at = 0;
  if (type == 0x22eb)
    at = 12 + ((b.u8(11) & 1) != 0 ? 8 : 0);
  else if (numbered)
    at = 8;
  framed(Tunnel::erspan, at == 0 ? 0 : b.be16(2) & 0x03ff, b.sub(at), less(wire, at), out);
}

void pptp(Bytes b, uint32_t wire, Packet& out) {
  const uint16_t flags = b.be16(0);
  const size_t at = 8 + ((flags & 0x1000) != 0 ? 4 : 0) + ((flags & 0x0080) != 0 ? 4 : 0);
  if ((flags & 0x1000) == 0 || b.size() <= at) return;  // without a number: an acknowledgement only
  deeper(Tunnel::pptp, b.be16(6), b.sub(at), less(wire, at), out, ppp);
}

/// An ethertype's network inside GRE: only what has a place in a conversation.
void gre_content(uint16_t type, uint32_t key, Bytes b, uint32_t wire, Packet& out) {
  switch (type) {
    case 0x883e:  // WCCP: version 2 has four bytes before the packet (draft-wilson-wrec-wccp-v2)
      if (b.u8(0) >> 4 != 4) {
        b = b.sub(4);
        wire = less(wire, 4);
      }
      [[fallthrough]];
    case proto::ipv4:
    case proto::ipv6:
      return routed(Tunnel::gre, key, b, wire, out);
    case 0x6558: {
      const bool nvgre = key != 0;
      return framed(nvgre ? Tunnel::nvgre : Tunnel::gre, nvgre ? key >> 8 : 0, b, wire, out);
    }
    case proto::mpls:
    case 0x8848:
      return deeper(Tunnel::gre, key, b, wire, out, mpls);
    default:
      return;
  }
}

}  // namespace

void framed(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out) {
  if (looks_like_ethernet(b, wire)) inside(kind, id, out, [&](Packet& in) { ethernet(b, wire, in); });
}

void routed(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out) {
  if (looks_like_ip(b, wire)) inside(kind, id, out, [&](Packet& in) { ip(b, wire, in); });
}

void deeper(Tunnel kind, uint32_t id, Bytes b, uint32_t wire, Packet& out,
            void (*decode)(Bytes b, uint32_t wire, Packet& out)) {
  const Packet before = out;
  if (b.empty() || !inside(kind, id, out, [&](Packet& in) { decode(b, wire, in); })) return;
  if (!out.ip && out.tunnel_depth == before.tunnel_depth + 1) out = before;
}

/// RFC 2784, 2890; version 1: RFC 2637. A source route (RFC 1701) has not been seen for decades.
void gre(Bytes b, uint32_t wire, Packet& out) {
  const uint16_t flags = b.be16(0), type = b.be16(2);
  if (b.size() < 4 || (flags & 0x4000) != 0) return;
  if ((flags & 7) == 1 && type == 0x880b) return pptp(b, wire, out);
  if ((flags & 7) != 0) return;
  size_t at = (flags & 0x8000) != 0 ? 8 : 4;
  const uint32_t key = (flags & 0x2000) != 0 ? b.be32(at) : 0;
  if ((flags & 0x2000) != 0) at += 4;
  const bool numbered = (flags & 0x1000) != 0;
  if (numbered) at += 4;
  if (type == 0x88be || type == 0x22eb) return erspan(numbered, type, b.sub(at), less(wire, at), out);
  gre_content(type, key, b.sub(at), less(wire, at), out);
}

bool is_ip_tunnel(uint16_t protocol) {
  return protocol == proto::ipip || protocol == proto::ipv6_in_ip || protocol == proto::gre || protocol == proto::ah ||
         protocol == 97 || protocol == 115 || protocol == 137;
}

void ip_tunnel(Bytes b, uint32_t wire, Packet& out) {
  switch (out.protocol) {
    case proto::ipip:
    case proto::ipv6_in_ip:
      return ip_in_ip(b, wire, out);
    case proto::gre:
      return gre(b, wire, out);
    case proto::ah:
      return authenticated(b, wire, out);
    case 97:  // EtherIP
      if (b.be16(0) == 0x3000) framed(Tunnel::ether_in_ip, 0, b.sub(2), less(wire, 2), out);
      return;
    case 115:  // L2TP version 3 (RFC 3931 section 4.1.1): session, then a cookie whose size only the ends
               // know
      for (const size_t at : {8, 4, 12, 16}) {
        if (b.be32(0) == 0 || out.tunnel != Tunnel::none) return;
        framed(Tunnel::l2tp, b.be32(0), b.sub(at), less(wire, at), out);
      }
      return;
    case 137:  // RFC 4023
      return deeper(Tunnel::gre, 0, b, wire, out, mpls);
    default:
      return;
  }
}

/// RFC 3032 section 2.1. What follows the last label is not told: IP by its first nibble, else Ethernet with
/// or without a control word (RFC 4448 section 4.6, RFC 4385).
void mpls(Bytes b, uint32_t wire, Packet& out) {
  out.protocol = proto::mpls;
  by_mac(out);
  carry(b, wire, out);
  size_t at = 0;
  for (bool last = false; !last; at += 4) {
    if (at == kMaxTags * 4) {
      out.oddities |= too_many_headers;
      return;
    }
    if (!b.has(at, 4)) {
      out.oddities |= cut_headers;
      return;
    }
    last = (b.u8(at + 2) & 1) != 0;
  }
  const uint32_t label = b.be32(at - 4) >> 12, left = less(wire, at);
  const Bytes rest = b.sub(at);
  if (looks_like_ip(rest, left)) return routed(Tunnel::mpls, label, rest, left, out);
  const bool control = rest.u8(0) >> 4 == 0 && looks_like_ethernet(rest.sub(4), less(left, 4));
  if (control || looks_like_ethernet(rest, left)) {
    framed(Tunnel::pseudowire, label, control ? rest.sub(4) : rest, control ? less(left, 4) : left, out);
  } else if (const uint8_t version = rest.u8(0) >> 4;
             version == 4 || version == 6) {  // its lengths are wrong
    inside(Tunnel::mpls, label, out, [&](Packet& in) { ip(rest, left, in); });
  }
}

}  // namespace culprit::packet
