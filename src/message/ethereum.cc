// Ethereum node discovery (devp2p discv4): hash, signature, kind, list.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{30303};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.size() < 100 || b[96] > 1 || b[97] == 0 || b[97] > 6) return Fit::no;
  if (b[98] >= 0xc0 && b[98] <= 0xf7) return yes_if(b[98] - 0xc0u + 99 == b.size() && on_port(p, 30303));
  if (b[98] == 0xf8) return yes_if(b[99] + 100u == b.size());
  return yes_if(b[98] == 0xf9 && b.be16(99) + 101u == b.size());
}

}  // namespace

extern const Protocol ethereum;
const Protocol ethereum{.id = "ethereum", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
