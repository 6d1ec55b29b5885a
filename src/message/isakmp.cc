// IKE (RFC 7296 section 3.1, RFC 2408); on port 4500 behind four zero bytes (RFC 3948).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{500, 4500};

Fit probe(const packet::Packet& p) {
  const bool marked = on_port(p, 4500) && p.payload.be32(0) == 0;
  const Bytes b = marked ? p.payload.sub(4) : p.payload;
  const bool version = b[17] == 0x10 || b[17] == 0x20;
  const bool exchange = (b[18] >= 1 && b[18] <= 6) || (b[18] >= 32 && b[18] <= 46);
  return yes_if(b.size() >= 28 && version && exchange && b.be64(0) != 0 &&
                b.be32(24) == p.payload_wire - (marked ? 4 : 0));
}

}  // namespace

extern const Protocol isakmp;
const Protocol isakmp{.id = "isakmp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
