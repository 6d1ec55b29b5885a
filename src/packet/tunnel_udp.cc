// Tunnels over UDP. A port is only a hint: what it hints at must show in the content, or the packet stays
// what it is outside.
#include <algorithm>
#include <array>

#include "packet/layers.h"
#include "packet/tunnel_ports.h"

namespace culprit::packet {
namespace {

using namespace tunnel_port;

/// RFC 7348 section 5: flags 0x08, the rest of the first word reserved; draft-ietf-nvo3-vxlan-gpe: its last
/// byte names the content.
void vxlan(Bytes b, uint32_t wire, bool generic, Packet& out) {
  const uint32_t first = b.be32(0), id = b.be32(4) >> 8;
  const Bytes rest = b.sub(8);
  if (generic && first >> 24 == 0x0c) {
    if ((first & 0xff) == 3) framed(Tunnel::vxlan, id, rest, less(wire, 8), out);
    if ((first & 0xff) == 1 || (first & 0xff) == 2) routed(Tunnel::vxlan, id, rest, less(wire, 8), out);
    return;
  }
  // 0x88: with a group policy (draft-smith-vxlan-group-policy).
  if (first >> 24 == 0x08 || first >> 24 == 0x88) framed(Tunnel::vxlan, id, rest, less(wire, 8), out);
}

/// RFC 8926 section 3.4.
void geneve(Bytes b, uint32_t wire, Packet& out) {
  const size_t at = 8 + (b.u8(0) & 0x3fu) * 4;
  if (b.size() < at || b.u8(0) >> 6 != 0) return;
  const uint32_t id = b.be32(4) >> 8;
  if (b.be16(2) == 0x6558)
    framed(Tunnel::geneve, id, b.sub(at), less(wire, at), out);
  else if (b.be16(2) == proto::ipv4 || b.be16(2) == proto::ipv6)
    routed(Tunnel::geneve, id, b.sub(at), less(wire, at), out);
}

/// 3GPP TS 29.281 section 5: version 1, message 255, perhaps four bytes and a chain of extension headers.
void gtp_u(Bytes b, uint32_t wire, Packet& out) {
  if (b.u8(0) >> 4 != 3 || b.u8(1) != 255 || b.be16(2) > less(wire, 8)) return;
  size_t at = 8;
  if ((b.u8(0) & 7) != 0) {
    at = 12;
    uint8_t next = (b.u8(0) & 4) != 0 ? b.u8(11) : uint8_t{0};
    for (size_t count = 0; next != 0; ++count) {
      const size_t size = b.u8(at) * 4u;
      if (size == 0 || !b.has(at, size) || count == kMaxTags) return;
      next = b.u8(at + size - 1);
      at += size;
    }
  }
  routed(Tunnel::gtp_u, b.be32(4), b.sub(at), less(wire, at), out);
}

/// RFC 4380 section 5.1.1: authentication and origin may come before the IPv6 packet.
void teredo(Bytes b, uint32_t wire, Packet& out) {
  size_t at = 0;
  if (b.be16(0) == 1 && b.size() >= 13) at = 13u + b.u8(2) + b.u8(3);
  if (b.be16(at) == 0) at += 8;
  if (b.u8(at) >> 4 == 6) routed(Tunnel::teredo, 0, b.sub(at), less(wire, at), out);
}

/// RFC 2661 section 3.1 (version 2). Control messages stay what they are.
void l2tp(Bytes b, uint32_t wire, Packet& out) {
  const uint16_t flags = b.be16(0);
  if ((flags & 0x8000) != 0) return;
  if ((flags & 0x000f) == 3) {  // RFC 3931 section 4.1.2
    framed(Tunnel::l2tp, b.be32(4), b.sub(8), less(wire, 8), out);
    return;
  }
  if ((flags & 0x000f) != 2 || (flags & 0x34f0) != 0) return;
  size_t at = (flags & 0x4000) != 0 ? 4 : 2;
  const uint32_t session = b.be16(at + 2);
  at += 4;
  if ((flags & 0x0800) != 0) at += 4;
  if ((flags & 0x0200) != 0) at += 2u + b.be16(at);
  deeper(Tunnel::l2tp, session, b.sub(at), less(wire, at), out, ppp);
}

/// RFC 5415 section 4.3: the header's length in words; then flags: 802.11 inside, a piece only, no data.
void capwap(Bytes b, uint32_t wire, Packet& out) {
  const size_t at = (b.u8(1) >> 3) * 4u;
  const bool native = (b.u8(2) & 1) != 0, piece = (b.u8(3) & 0x80) != 0, no_data = (b.u8(3) & 0x08) != 0;
  if (b.u8(0) != 0 || at < 8 || b.size() < at + 16 || piece || no_data) return;
  const Bytes rest = b.sub(at);
  if (!native) return framed(Tunnel::capwap, 0, rest, less(wire, at), out);
  // Some controllers (Cisco) exchange the two bytes of the frame control field.
  const bool swapped = (rest.u8(0) & 0x0f) != 8;
  if ((rest.u8(swapped ? 1 : 0) & 0x0f) != 8) return;  // no data frame
  inside(Tunnel::capwap, 0, out, [&](Packet& in) { wlan(rest, less(wire, at), {.swapped = swapped}, in); });
}

/// The TaZmen Sniffer Protocol: version 1, kind, what is inside, then tags up to the one of kind 1.
void tzsp(Bytes b, uint32_t wire, Packet& out) {
  if (b.u8(0) != 1 || b.u8(1) > 1) return;
  size_t at = 4;
  for (size_t tags = 0; b.u8(at) != 1; ++tags) {
    if (tags == 32 || at >= b.size()) return;
    at += b.u8(at) == 0 ? 1 : 2u + b.u8(at + 1);
  }
  ++at;
  const Bytes rest = b.sub(at);
  if (b.be16(2) == 1) framed(Tunnel::tzsp, 0, rest, less(wire, at), out);
  if (b.be16(2) == 18 && !rest.empty())
    inside(Tunnel::tzsp, 0, out, [&](Packet& in) { wlan(rest, less(wire, at), {}, in); });
}

bool by_port(uint16_t port, Bytes b, uint32_t wire, Packet& out) {
  switch (port) {
    case kVxlan:
    case kVxlanLinux:
    case kVxlanGpe:
      vxlan(b, wire, port == kVxlanGpe, out);
      return true;
    case kGeneve:
      geneve(b, wire, out);
      return true;
    case kGtpU:
      gtp_u(b, wire, out);
      return true;
    case kTeredo:
      teredo(b, wire, out);
      return true;
    case kL2tp:
      l2tp(b, wire, out);
      return true;
    case kCapwap:
      capwap(b, wire, out);
      return true;
    case kTzsp:
      tzsp(b, wire, out);
      return true;
    case kGre:
      gre(b, wire, out);
      return true;
    case kMpls:
      deeper(Tunnel::gre, 0, b, wire, out, mpls);
      return true;
    default:
      return false;
  }
}

}  // namespace

bool may_be_tunnel(const Packet& p) {
  const auto named = [](uint16_t port) { return std::ranges::find(kPorts, port) != kPorts.end(); };
  return p.protocol == proto::udp ? named(p.src_port) || named(p.dst_port) : is_ip_tunnel(p.protocol);
}

void udp_tunnel(Packet& out) {
  const Bytes b = out.payload;
  const uint32_t wire = out.payload_wire;
  const uint16_t from = out.src_port;
  if (b.size() >= 8 && !by_port(out.dst_port, b, wire, out)) by_port(from, b, wire, out);
}

}  // namespace culprit::packet
