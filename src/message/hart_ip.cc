// HART-IP: sensors of factories; version, kind, id, status, number, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5094};

bool is_header(Bytes b) {
  return b.size() >= 8 && b[0] >= 1 && b[0] <= 2 && b[1] <= 3 && b[2] <= 5 && b.be16(6) >= 8;
}
Fit probe_datagram(const packet::Packet& p) {
  return yes_if(on_port(p, 5094) && is_header(p.payload) && p.payload.be16(6) == p.payload_wire);
}
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 5094 || head[2] != 0) return Fit::no;
  return head.size() < 8 ? Fit::unsure : yes_if(is_header(head));
}

}  // namespace

extern const Protocol hart_ip;
const Protocol hart_ip{
    .id = "hart-ip", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
