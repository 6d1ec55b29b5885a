// OpenFlow (switch specification 1.0 to 1.5): both ends open with HELLO.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{6653, 6633};

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 6653 && server_port != 6633) return Fit::no;
  if (head[0] < 1 || head[0] > 6 || (head.size() > 1 && head[1] != 0)) return Fit::no;
  return head.size() < 8 ? Fit::unsure : yes_if(head.be16(2) == 8 || head.be16(2) == 16);
}

}  // namespace

extern const Protocol openflow;
const Protocol openflow{.id = "openflow", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
