// STUN (RFC 8489 section 5): two zero bits, magic cookie, length in words.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{3478, 19302};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.size() >= 20 && (b[0] & 0xc0) == 0 && b.be32(4) == 0x2112a442 && b.be16(2) % 4 == 0 &&
                size_t{b.be16(2)} + 20 <= p.payload_wire);
}

}  // namespace

extern const Protocol stun;
const Protocol stun{.id = "stun", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
