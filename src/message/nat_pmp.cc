// NAT-PMP and PCP (RFC 6886 section 3, RFC 6887 section 7): a device asks its router to open a port.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{5351, 5350};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 5351) && !on_port(p, 5350)) return Fit::no;
  const size_t size = p.payload_wire;
  const unsigned op = b[1] & 0x7f;
  const bool answer = (b[1] & 0x80) != 0;
  if (b[0] == 0 && answer) return yes_if((op == 0 && size == 12) || (op >= 1 && op <= 2 && size == 16));
  if (b[0] == 0)
    return yes_if((op == 0 && size == 2) || (op >= 1 && op <= 2 && size == 12 && b.be16(2) == 0));
  return yes_if(b[0] == 2 && op <= 3 && size >= 24 && size <= 1100 && size % 4 == 0 && b[2] == 0);
}

}  // namespace

extern const Protocol nat_pmp;
const Protocol nat_pmp{.id = "nat-pmp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
