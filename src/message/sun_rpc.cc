// Sun RPC (RFC 5531) of other programs.
#include "message/probe.h"
#include "message/sunrpc_wire.h"

namespace culprit::message {
namespace {

bool is_other(uint32_t p) {
  return p != 100000 && p != 100003 && p != 100005 && p != 100021 && p != 100024 && p != 100227;
}

Fit probe_datagram(const packet::Packet& p) { return probe_rpc(p, 0, is_other); }
Fit probe_stream(flow::Side side, Bytes head, uint16_t) { return probe_rpc(side, head, false, is_other); }

}  // namespace

extern const Protocol sun_rpc;
const Protocol sun_rpc{.id = "sun-rpc", .probe_stream = probe_stream, .probe_datagram = probe_datagram};

}  // namespace culprit::message
