// XDMCP: X11 login screens; version 1, one of 13 operations, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{177};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.be16(0) == 1 && b.be16(2) >= 1 && b.be16(2) <= 13 && b.size() >= 6 &&
                b.be16(4) + 6u == p.payload_wire && (b.size() > 6 || on_port(p, 177)));
}

}  // namespace

extern const Protocol xdmcp;
const Protocol xdmcp{.id = "xdmcp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
