// WS-Discovery (OASIS 1.1): a SOAP envelope in a datagram.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3702};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload.sub(0, 600);
  return yes_if(b[0] == '<' && holds(b, "Envelope") && (holds(b, "discovery") || on_port(p, 3702)));
}

}  // namespace

extern const Protocol ws_discovery;
const Protocol ws_discovery{.id = "ws-discovery", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
