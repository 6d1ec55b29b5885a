// RTMP (Adobe, section 5.2): version 3, a time, four zeros, then random bytes.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1935};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server || head[0] != 3) return Fit::no;
  if (head.size() < 25) return Fit::unsure;
  const bool noise = head.be64(9) != 0 && head.be64(17) != 0 && head.be64(9) != head.be64(17);
  return yes_if(head.be32(5) == 0 && noise && (server_port == 1935 || head.be32(1) != 0));
}

}  // namespace

extern const Protocol rtmp;
const Protocol rtmp{.id = "rtmp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
