// NATS (client protocol): the server says INFO, the client CONNECT, both with JSON.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{4222};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return begins(head, side == flow::from_server ? "INFO {" : "CONNECT {");
}

}  // namespace

extern const Protocol nats;
const Protocol nats{.id = "nats", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
