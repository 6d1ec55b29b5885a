// Captures made on Juniper routers: a header with flags and fields, then the link's own.

#include "packet/layers.h"

namespace culprit::packet {
namespace {

constexpr uint16_t kPppoe = 167, kPppoeAtm = 168, kEther = 178, kPpp = 179, kFrameRelay = 180, kCiscoHdlc = 181;

/// Cards put a few bytes of their own before the packet, which only Juniper knows. A packet whose lengths fit
/// exactly what is left is believed.
void search(Bytes b, uint32_t wire, uint16_t number, Packet& out) {
  for (const size_t at : {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20}) {
    const Bytes rest = b.sub(at);
    const uint32_t left = less(wire, at);
    const uint32_t total = rest.u8(0) >> 4 == 6 ? rest.be16(4) + 40u : rest.be16(2);
    if (looks_like_ip(rest, left) && total == left) return ip(rest, left, out);
    if (rest.be32(0) == 0xaaaa0300 && rest.be16(4) == 0) return llc(rest, left, out);
  }
  named_link(proto::other_link, number, b, wire, out);
}

void content(uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  switch (number) {
    case kEther:
      return ethernet(b, wire, out);
    case kPpp:
      return ppp(b, wire, out);
    case kFrameRelay:
      return frame_relay(b, wire, out);
    case kCiscoHdlc:
      return cisco_hdlc(b, wire, out);
    case kPppoe:
      return ethernet(b, wire, out);
    case kPppoeAtm:
      return network(b.sub(2), less(wire, 2), b.be16(0), out);
    default:
      return search(b, wire, number, out);
  }
}

}  // namespace

bool is_juniper(uint16_t number) {
  return (number >= 130 && number <= 137) || number == 164 || number == 167 || number == 168 ||
         number == 174 || (number >= 178 && number <= 181) || number == 183 || number == 194 ||
         number == 200 || number == 232 || number == 233 || number == 238;
}

/// "MGC", flags, and where the top bit is set the length of more fields.
void juniper(uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  constexpr uint8_t kMore = 0x80, kNoLink = 0x02, kInbound = 0x01;
  if (b.be32(0) >> 8 != 0x4d4743) return undecodable(out, cut_headers);
  const uint8_t flags = b.u8(3);
  out.direction = (flags & kInbound) != 0 ? capture::Direction::inbound : capture::Direction::outbound;
  const size_t at = 4 + ((flags & kMore) != 0 ? 2u + b.be16(4) : 0);
  if (b.size() < at) return undecodable(out, cut_headers);
  if ((flags & kNoLink) != 0) return search(b.sub(at), less(wire, at), number, out);
  content(number, b.sub(at), less(wire, at), out);
}

}  // namespace culprit::packet
