// Ubiquiti device discovery: version, command, length, then values with kind and length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{10001};

bool values_fit(Bytes b) {
  while (b.size() >= 3 && b[0] != 0 && b[0] < 0x40 && b.has(3, b.be16(1))) b = b.sub(size_t{b.be16(1)} + 3);
  return b.empty();
}

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool header = (b[0] == 1 || b[0] == 2) && b[1] <= 11 && b.be16(2) + 4u == p.payload_wire;
  return yes_if(on_port(p, 10001) && header && (b.size() == 4 || values_fit(b.sub(4))));
}

}  // namespace

extern const Protocol ubiquiti;
const Protocol ubiquiti{.id = "ubiquiti", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
