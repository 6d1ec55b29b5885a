// L2TP (RFC 2661 section 3.1): version 2, control messages with length and sequence.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1701};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 1701) || (b[1] & 0x0f) != 2 || (b[0] & 0x34) != 0 || (b[1] & 0xf0) != 0) return Fit::no;
  const bool control = (b[0] & 0xc8) == 0xc8 && b.be16(2) == p.payload_wire && p.payload_wire >= 12;
  const bool data = (b[0] & 0x80) == 0 && (b[0] & 0x40) != 0 && b.be16(2) == p.payload_wire;
  return yes_if(control || data);
}

}  // namespace

extern const Protocol l2tp;
const Protocol l2tp{.id = "l2tp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
