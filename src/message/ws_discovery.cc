// WS-Discovery (OASIS 1.1): a SOAP envelope in a datagram.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3702};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload.sub(0, 600);
  return yes_if(b[0] == '<' && holds(b, "Envelope") && (holds(b, "discovery") || on_port(p, 3702)));
}

// A search that is not sent to the group has another purpose.
void read(const packet::Packet& p, MessageSink& sink) {
  if (!is_group(p.dst) && p.dst_port == 3702) note_amplifier(p, "ws-discovery", "probe", sink);
}

}  // namespace

extern const Protocol ws_discovery;
const Protocol ws_discovery{
    .id = "ws-discovery", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
