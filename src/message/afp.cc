// AFP over DSI (Apple file sharing): flags, command, id, length, four zeros.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{548};

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 548 || head[0] > 1) return Fit::no;
  if (head.size() < 16) return Fit::unsure;
  return yes_if(head[1] >= 1 && head[1] <= 8 && head.be32(12) == 0 && head.be32(8) < 0x100000);
}

}  // namespace

extern const Protocol afp;
const Protocol afp{.id = "afp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
