// NFS (RFC 8881, RFC 1813) with its helpers: mount, locks, status, access lists.
#include <array>

#include "message/probe.h"
#include "message/sunrpc_wire.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2049};

bool is_program(uint32_t p) {
  return p == 100003 || p == 100005 || p == 100021 || p == 100024 || p == 100227;
}

Fit probe_datagram(const packet::Packet& p) { return probe_rpc(p, 2049, is_program); }
Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  return probe_rpc(side, head, server_port == 2049, is_program);
}

}  // namespace

extern const Protocol nfs;
const Protocol nfs{
    .id = "nfs", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
