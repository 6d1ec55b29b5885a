// Xiaomi's miIO: 21 31, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{54321};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.be16(0) == 0x2131 && p.payload.be16(2) == p.payload_wire && p.payload_wire >= 32);
}

}  // namespace

extern const Protocol miio;
const Protocol miio{.id = "miio", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
