// sFlow version 5 (sflow_version_5.txt, section 5): version, address type, few samples.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6343};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const size_t address = b.be32(4) == 1 ? 4 : b.be32(4) == 2 ? 16 : 0;
  const uint32_t samples = b.be32(20 + address);
  return yes_if(b.be32(0) == 5 && address != 0 && b.size() >= 28 + address && samples >= 1 && samples <= 200);
}

}  // namespace

extern const Protocol sflow;
const Protocol sflow{.id = "sflow", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
