// STOMP (1.2): frames of lines; CONNECT or STOMP first.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{61613};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return begins(head, "CONNECTED\n");
  return either(begins(head, "CONNECT\n"), begins(head, "STOMP\n"));
}

}  // namespace

extern const Protocol stomp;
const Protocol stomp{.id = "stomp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
