// VXLAN (RFC 7348 section 5): the flag I alone, reserved bits zero, and an Ethernet frame inside.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{4789, 8472};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const uint16_t type = b.be16(20);
  const bool inside = type == 0x0800 || type == 0x0806 || type == 0x86dd || type == 0x8100 || type < 1500;
  return yes_if(b.size() >= 22 && b.be32(0) == 0x08000000 && b[7] == 0 && inside &&
                (p.dst_port == 4789 || p.dst_port == 8472));
}

}  // namespace

extern const Protocol vxlan;
const Protocol vxlan{.id = "vxlan", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
