// RMCP (DMTF DSP0136) and IPMI: remote control of server boards; abused when open to the Internet.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{623};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool ipmi = b.be32(0) == 0x0600ff07 && b.size() >= 14;
  return yes_if(ipmi || (b[0] == 6 && b[1] == 0 && b[3] == 6 && b.be32(4) == 0x11be && b.size() >= 12));
}

}  // namespace

extern const Protocol rmcp;
const Protocol rmcp{.id = "rmcp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
