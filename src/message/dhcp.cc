// DHCP and BOOTP (RFC 2131 section 2): fixed header and magic cookie.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{67, 68};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool header = (b[0] == 1 || b[0] == 2) && b[1] != 0 && b[2] <= 16;
  return yes_if(b.size() >= 240 && header && b.be32(236) == 0x63825363);
}

}  // namespace

extern const Protocol dhcp;
const Protocol dhcp{.id = "dhcp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
