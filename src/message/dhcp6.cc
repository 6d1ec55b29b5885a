// DHCPv6 (RFC 8415 section 8): message type and options that fill the datagram.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{546, 547};

bool options_fit(Bytes b) {
  while (b.size() >= 4 && b.be16(0) != 0 && b.be16(0) < 200 && b.has(4, b.be16(2)))
    b = b.sub(size_t{b.be16(2)} + 4);
  return b.empty();
}

Fit probe(const packet::Packet& p) {
  const bool ports = on_port(p, 547) || on_port(p, 546);
  return yes_if(ports && p.payload.size() >= 8 && p.payload[0] >= 1 && p.payload[0] <= 11 &&
                options_fit(p.payload.sub(4)));
}

}  // namespace

extern const Protocol dhcp6;
const Protocol dhcp6{.id = "dhcp6", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
