// GTP (3GPP TS 29.060, 29.274, 29.281): mobile networks; versions 0 to 2.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{2123, 2152, 3386};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 2123) && !on_port(p, 2152) && !on_port(p, 3386)) return Fit::no;
  const unsigned version = b[0] >> 5;
  if (version == 2)
    return yes_if((b[0] & 7) == 0 && b[1] != 0 && b.be16(2) + 4u <= p.payload_wire && b.be16(2) >= 4);
  const size_t head = version == 1 ? 8 : (b[0] & 1) != 0 ? 6 : 20;
  const bool sure = version == 1 ? (b[0] & 0x08) == 0 : (b[0] & 0x0e) == 0x0e;
  return yes_if(version <= 1 && sure && b[1] != 0 && b.size() >= 6 && b.be16(2) + head == p.payload_wire);
}

}  // namespace

extern const Protocol gtp;
const Protocol gtp{.id = "gtp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
