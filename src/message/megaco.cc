// Megaco/H.248 (RFC 3525 annex B): text, "MEGACO/1" or short "!/1".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2944};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.starts_with("MEGACO/1 ") || b.starts_with("MEGACO/2 ") || b.starts_with("!/1 [") ||
                b.starts_with("!/2 ["));
}

}  // namespace

extern const Protocol megaco;
const Protocol megaco{.id = "megaco", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
