// BACnet/IP (ASHRAE 135 annex J): building automation; 81, function, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{47808};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b[0] == 0x81 && b[1] <= 0x0c && b.be16(2) == p.payload_wire && p.payload_wire >= 6 &&
                (b[1] == 0x0a || b[1] == 0x0b ? b[4] == 1 : on_port(p, 47808) || b[1] == 4));
}

}  // namespace

extern const Protocol bacnet;
const Protocol bacnet{.id = "bacnet", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
