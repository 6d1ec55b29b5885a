// FastCGI (specification section 3.3): version 1, BEGIN_REQUEST with a role.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9000};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || head[0] != 1 || (head.size() > 1 && head[1] != 1)) return Fit::no;
  if (head.size() < 16) return Fit::unsure;
  const bool empty = head[11] == 0 && head[12] == 0 && head[13] == 0;
  return yes_if(head.be16(4) == 8 && head[6] == 0 && head[7] == 0 && head.be16(8) >= 1 && head.be16(8) <= 3 &&
                head[10] <= 1 && empty);
}

}  // namespace

extern const Protocol fastcgi;
const Protocol fastcgi{.id = "fastcgi", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
