// WireGuard (protocol paper section 5.4): type, three zero bytes, fixed sizes.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{51820};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  switch (b.be32(0)) {
    case 0x01000000:
      return yes_if(p.payload_wire == 148);
    case 0x02000000:
      return yes_if(p.payload_wire == 92);
    case 0x03000000:
      return yes_if(p.payload_wire == 64);
    case 0x04000000:
      return yes_if(p.payload_wire >= 32 && p.payload_wire % 16 == 0 && b.le64(8) >> 40 == 0 &&
                    b.le32(4) != 0);
    default:
      return Fit::no;
  }
}

}  // namespace

extern const Protocol wireguard;
const Protocol wireguard{.id = "wireguard", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
