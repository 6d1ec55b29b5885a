// LIFX light bulbs (LAN protocol): length, protocol 1024.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{56700};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.size() >= 36 && b.le16(0) == p.payload_wire && (b.le16(2) & 0x1fff) == 0x1400);
}

}  // namespace

extern const Protocol lifx;
const Protocol lifx{.id = "lifx", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
