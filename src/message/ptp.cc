// Precision time (IEEE 1588 clause 13): version 1 or 2, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{319, 320};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 319) && !on_port(p, 320)) return Fit::no;
  const unsigned kind = b[0] & 15;
  const bool second = (b[1] & 15) == 2 && (kind <= 3 || (kind >= 8 && kind <= 13)) && b.be16(2) >= 44 &&
                      b.be16(2) <= p.payload_wire && p.payload_wire <= b.be16(2) + 32u;
  return yes_if(second || (b.be16(0) == 1 && b.size() >= 124 && b.sub(4).starts_with("_DFLT")));
}

}  // namespace

extern const Protocol ptp;
const Protocol ptp{.id = "ptp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
