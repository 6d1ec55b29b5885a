// Canon's BJNP: a computer looks for printers and scanners.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{8611, 8612};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool magic =
      b.starts_with("BJNP") || b.starts_with("BJNB") || b.starts_with("MFNP") || b.starts_with("BNJB");
  return yes_if(magic && b.size() >= 16 && (b[4] & 0x7f) <= 2);
}

}  // namespace

extern const Protocol bjnp;
const Protocol bjnp{.id = "bjnp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
