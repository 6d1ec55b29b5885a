// CAPWAP (RFC 5415 section 4): a controller and its wireless access points; also LWAPP before it.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 4> kPorts{5246, 5247, 12222, 12223};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 5246) && !on_port(p, 5247)) return Fit::no;
  if (b[0] == 1) return yes_if(b.be32(0) == 0x01000000 && b[4] >= 20 && b[4] <= 23 && b[5] == 0xfe);
  const size_t head = (b[1] >> 3U) * 4U;
  if (b[0] != 0 || head < 8 || head > 64 || b.size() < head + 4) return Fit::no;
  const bool wireless = (b.be16(1) >> 1 & 0x1f) <= 3 && (b[7] & 7) == 0;
  const uint32_t kind = b.be32(head);
  return yes_if(wireless &&
                (on_port(p, 5247) ? (b[3] & 0x01) == 0 && b.be16(4) == 0 : kind >= 1 && kind <= 26));
}

}  // namespace

extern const Protocol capwap;
const Protocol capwap{.id = "capwap", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
