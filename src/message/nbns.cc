// NetBIOS name service (RFC 1002 section 4.2): a header like DNS, names as 32 letters A to P.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{137};

bool is_name(Bytes b) {
  if (b.size() < 34 || b[0] != 32) return false;
  for (size_t i = 1; i <= 32; ++i) {
    if (b[i] < 'A' || b[i] > 'P') return false;
  }
  return true;
}

Fit probe(const packet::Packet& p) { return yes_if(p.payload.be16(4) <= 1 && is_name(p.payload.sub(12))); }

}  // namespace

extern const Protocol nbns;
const Protocol nbns{.id = "nbns", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
