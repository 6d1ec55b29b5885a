// DRDA (DB2): a DSS header with D0, then the code point EXCSAT opens the session.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{50000, 446};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head.size() > 2 && head[2] != 0xd0) return Fit::no;
  if (head.size() < 10) return head[0] == 0 ? Fit::unsure : Fit::no;
  const uint16_t code = head.be16(8);
  const bool known = side == flow::from_client ? code == 0x1041 : code == 0x1443;
  return yes_if(known && head.be16(0) == head.be16(6) + 6);
}

}  // namespace

extern const Protocol drda;
const Protocol drda{.id = "drda", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
