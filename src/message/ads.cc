// Beckhoff ADS (TwinCAT): AMS/TCP header with a length, then two network ids.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{48898};

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 48898 || head[0] != 0) return Fit::no;
  if (head.size() < 38) return Fit::unsure;
  return yes_if(head.be16(0) == 0 && head.le32(2) >= 32 && head.le32(2) < 65536 &&
                head.le32(26) + 32 == head.le32(2));
}
Fit probe_datagram(const packet::Packet& p) {
  return yes_if(p.payload.be32(0) == 0x71146603 && p.payload.size() >= 12);
}

}  // namespace

extern const Protocol ads;
const Protocol ads{
    .id = "beckhoff-ads", .probe_stream = probe, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
