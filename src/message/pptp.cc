// PPTP (RFC 2637 section 2): length, control message, magic cookie.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1723};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 8) return head[0] == 0 ? Fit::unsure : Fit::no;
  return yes_if(head.be32(4) == 0x1a2b3c4d && head.be16(2) <= 2 && head.be16(0) >= 12 && head.be16(0) <= 256);
}

}  // namespace

extern const Protocol pptp;
const Protocol pptp{.id = "pptp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
