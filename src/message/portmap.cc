// Port mapper (RFC 1833): program 100000 of Sun RPC; abused for amplification.
#include <array>

#include "message/probe.h"
#include "message/sunrpc_wire.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{111};

Fit probe_datagram(const packet::Packet& p) {
  return probe_rpc(p, 111, [](uint32_t program) { return program == 100000; });
}
Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  return probe_rpc(side, head, server_port == 111, [](uint32_t program) { return program == 100000; });
}

}  // namespace

extern const Protocol portmap;
const Protocol portmap{
    .id = "portmap", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
