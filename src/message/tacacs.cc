// TACACS+ (RFC 8907 section 4.1): version 12.0 or 12.1, kind, number, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{49};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if ((head[0] & 0xfe) != 0xc0) return Fit::no;
  if (head.size() < 12) return Fit::unsure;
  const bool turn = head[2] == (side == flow::from_client ? 1 : 2);
  return yes_if(turn && head[1] >= 1 && head[1] <= 3 && (head[3] & ~5) == 0 && head.be32(8) >= 5 &&
                head.be32(8) < 65536);
}

}  // namespace

extern const Protocol tacacs;
const Protocol tacacs{.id = "tacacs", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
