// BFD (RFC 5880 section 4.1): routers watch each other; version 1, length 24 without a password.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{3784, 3785, 4784};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool ports = p.dst_port == 3784 || p.dst_port == 4784;
  return yes_if(ports && b[0] >> 5 == 1 && b[2] != 0 && b.size() >= 24 && b[3] == p.payload_wire &&
                b.be32(4) != 0 && b.be32(12) <= 60000000 && b.be32(16) <= 60000000 && (b[1] & 1) == 0);
}

}  // namespace

extern const Protocol bfd;
const Protocol bfd{.id = "bfd", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
