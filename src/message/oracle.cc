// Oracle's TNS: length, no checksum, CONNECT with a version of 300 to 400.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1521};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || (head.size() > 3 && head.be16(2) != 0)) return Fit::no;
  if (head.size() < 12) return head.size() > 4 && head[4] != 1 ? Fit::no : Fit::unsure;
  return yes_if(head.be16(0) >= 26 && head[4] == 1 && head.be16(6) == 0 && head.be16(8) >= 300 &&
                head.be16(8) <= 400 && head.be16(10) >= 200 && head.be16(10) <= head.be16(8));
}

}  // namespace

extern const Protocol oracle;
const Protocol oracle{.id = "oracle", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
