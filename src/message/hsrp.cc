// HSRP (RFC 2281 section 5): two routers agree who is on duty.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{1985, 2029};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool first = b.size() >= 20 && b[0] == 0 && b[1] <= 2 && (b[2] & (b[2] - 1)) == 0 && b[2] <= 16 &&
                     b[7] == 0 && b[3] != 0;
  const bool second = b.size() >= 42 && b[0] == 1 && b[1] == 40 && b[2] == 2 && b[3] <= 3;
  return yes_if((on_port(p, 1985) && (first || second)) || (on_port(p, 2029) && second));
}

}  // namespace

extern const Protocol hsrp;
const Protocol hsrp{.id = "hsrp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
