// Gnutella 0.6: file sharing between peers.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6346};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return begins(head, side == flow::from_client ? "GNUTELLA CONNECT/" : "GNUTELLA/");
}
Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.starts_with("GND") && b.size() >= 8 && (b[3] & 0xfc) == 0 && b[6] <= b[7]);
}

}  // namespace

extern const Protocol gnutella;
const Protocol gnutella{
    .id = "gnutella", .probe_stream = probe, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
