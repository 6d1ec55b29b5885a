// Links of providers and modems: PPP, Cisco HDLC, frame relay.
#include "packet/layers.h"

namespace culprit::packet {
namespace {

void named(uint16_t protocol, uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  out.protocol = protocol;
  out.src_port = number;
  by_mac(out);
  carry(b, wire, out);
}

/// RFC 2427 section 4, ISO/IEC TR 9577: the byte that names the network layer.
void nlpid(Bytes b, uint32_t wire, Packet& out) {
  if (b.u8(0) == 0) {  // padding
    b = b.sub(1);
    wire = less(wire, 1);
  }
  switch (b.u8(0)) {
    case 0xcc:
      return ipv4(b.sub(1), less(wire, 1), out);
    case 0x8e:
      return ipv6(b.sub(1), less(wire, 1), out);
    case 0x80:  // SNAP: organisation, then an ethertype
      if (b.be16(1) == 0 && b.u8(3) == 0 && b.be16(4) > 1500)
        return network(b.sub(6), less(wire, 6), b.be16(4), out);
      if (b.be32(0) == 0x800080c2 && (b.be16(4) & 0xff) == 7)  // bridged Ethernet, no checksum
        return ethernet(b.sub(6), less(wire, 6), out);
      break;
    default:
      break;
  }
  named(proto::nlpid, b.u8(0), b, wire, out);
}

}  // namespace

/// RFC 1661 section 2; the number may be squeezed into one byte (section 6.5).
void ppp_protocol(Bytes b, uint32_t wire, Packet& out) {
  if (b.empty()) return undecodable(out, cut_headers);
  const size_t size = (b.u8(0) & 1) != 0 ? 1 : 2;
  const uint16_t number = size == 1 ? b.u8(0) : b.be16(0);
  const Bytes rest = b.sub(size);
  switch (number) {
    case 0x0021:
      return ipv4(rest, less(wire, size), out);
    case 0x0057:
      return ipv6(rest, less(wire, size), out);
    case 0x0281:
    case 0x0283:
      return mpls(rest, less(wire, size), out);
    case 0x0031:  // bridged (RFC 3518): flags and kind, then a frame
      if (rest.u8(1) == 1 && looks_like_ethernet(rest.sub(2), less(wire, size + 2)))
        return ethernet(rest.sub(2), less(wire, size + 2), out);
      break;
    default:
      break;
  }
  named(proto::ppp, number, rest, less(wire, size), out);
}

/// RFC 1662: address and control, where they have not been left out.
void ppp(Bytes b, uint32_t wire, Packet& out) {
  const size_t at = b.be16(0) == 0xff03 ? 2 : 0;
  ppp_protocol(b.sub(at), less(wire, at), out);
}

/// RFC 2516 section 4.
void pppoe_session(Bytes b, uint32_t wire, Packet& out) {
  named(0x8864, 0, b, wire, out);
  if (b.size() < 8 || b.u8(0) != 0x11 || b.u8(1) != 0) return;
  const uint32_t length = b.be16(4);
  const uint32_t rest = length != 0 && length < less(wire, 6) ? length : less(wire, 6);
  inside(Tunnel::pppoe, b.be16(2), out, [&](Packet& in) { ppp_protocol(b.sub(6), rest, in); });
}

/// Address (0x0f to one, 0x8f to all), control, ethertype; else it is PPP.
void cisco_hdlc(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 4) return undecodable(out, cut_headers);
  if (b.be16(0) == 0xff03 || (b.u8(0) != 0x0f && b.u8(0) != 0x8f && b.u8(0) != 0xbf))
    return ppp(b, wire, out);
  if (b.be16(2) == 0x8035) return named(proto::ppp, 0x8035, b.sub(4), less(wire, 4), out);  // SLARP
  if (b.be16(2) == 0xfefe) return nlpid(b.sub(4 + (b.u8(4) == 3 ? 1 : 0)), less(wire, 4), out);
  network(b.sub(4), less(wire, 4), b.be16(2), out);
}

/// ITU-T Q.922: an address of two to four bytes, the last of which is odd; then control and NLPID (RFC 2427),
/// or an ethertype (Cisco).
void frame_relay(Bytes b, uint32_t wire, Packet& out) {
  size_t at = 1;
  while (at < 4 && (b.u8(at - 1) & 1) == 0) ++at;
  if (!b.has(at, 2) || at < 2) return undecodable(out, cut_headers);
  if (b.u8(at) == 3) return nlpid(b.sub(at + 1), less(wire, at + 1), out);
  if (b.be16(at) > 1500) return network(b.sub(at + 2), less(wire, at + 2), b.be16(at), out);
  named(proto::nlpid, 0, b, wire, out);
}

/// FRF.16.1: begin, end and control bits, and a sequence number. Only whole packets are read.
void multilink_frame_relay(Bytes b, uint32_t wire, Packet& out) {
  const bool whole = (b.u8(0) & 0xc0) == 0xc0, control = (b.u8(0) & 0x20) != 0;
  if (whole && !control) return frame_relay(b.sub(2), less(wire, 2), out);
  named(proto::nlpid, 0xb1, b, wire, out);
}

/// SunATM: direction and kind, VPI, VCI.
void sun_atm(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < 4) return undecodable(out, cut_headers);
  if ((b.u8(0) & 15) == 2) return llc(b.sub(4), less(wire, 4), out);
  if ((b.u8(0) & 15) == 1 &&
      looks_like_ethernet(b.sub(6), less(wire, 6)))  // LAN emulation: its client's number
    return ethernet(b.sub(6), less(wire, 6), out);
  named_link(proto::wide_area, 123, b, wire, out);
}

}  // namespace culprit::packet
