// Session announcements (RFC 2974): which television streams there are.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9875};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool header = b[0] >> 5 == 1 && (b[0] & 0x0b) == 0;
  return yes_if(header && (p.dst_port == 9875) &&
                (holds(b.sub(0, 120), "v=0") || holds(b.sub(0, 60), "application/sdp")));
}

}  // namespace

extern const Protocol sap;
const Protocol sap{.id = "sap", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
