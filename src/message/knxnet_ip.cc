// KNXnet/IP: building automation; header of six bytes, version 1.0, service, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3671};

bool is_header(Bytes b) { return b.be16(0) == 0x0610 && b[2] >= 2 && b[2] <= 0x0a && b.be16(4) >= 6; }
Fit probe_datagram(const packet::Packet& p) {
  return yes_if(is_header(p.payload) && p.payload.be16(4) == p.payload_wire);
}
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 3671) return Fit::no;
  return head.size() < 6 ? Fit::unsure : yes_if(is_header(head));
}

}  // namespace

extern const Protocol knxnet_ip;
const Protocol knxnet_ip{
    .id = "knxnet-ip", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
