// Cassandra's native protocol (native_protocol_v4.spec section 2): version, flags, stream, opcode, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9042};

// Sessions begin with OPTIONS (5, empty) or STARTUP (1, which names CQL_VERSION).
Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return Fit::no;
  const bool header = head[0] >= 3 && head[0] <= 5 && head[1] <= 0x1f;
  if (!header) return Fit::no;
  if (head.size() < 9) return head.size() < 5 || head[4] == 5 || head[4] == 1 ? Fit::unsure : Fit::no;
  if (head[4] == 5) return yes_if(head.be32(5) == 0);
  if (head[4] != 1 || head.be32(5) > 4096) return Fit::no;
  if (holds(head, "CQL_VERSION")) return Fit::yes;
  return head.size() < 64 ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol cassandra;
const Protocol cassandra{.id = "cassandra", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
