// Port mapper (RFC 1833): program 100000 of Sun RPC; abused for amplification.
#include <array>

#include "message/amplifier.h"
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

// DUMP (procedure 4) lists all services.
void read(const packet::Packet& p, MessageSink& sink) {
  if (rpc_program(p.payload) == 100000 && p.payload.be32(20) == 4) note_amplifier(p, "portmap", "dump", sink);
}

}  // namespace

extern const Protocol portmap;
const Protocol portmap{.id = "portmap",
                       .probe_stream = probe_stream,
                       .probe_datagram = probe_datagram,
                       .read_datagram = read,
                       .ports = kPorts};

}  // namespace culprit::message
