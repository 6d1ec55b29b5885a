// Tuya smart-home devices: frames between 00 00 55 AA and 00 00 AA 55, or newer ones from 00 00 66 99.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{6666, 6667, 6668};

Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  const uint32_t end = b.be32(b.size() < 4 ? 0 : b.size() - 4);
  return yes_if(b.size() >= 24 &&
                ((b.be32(0) == 0x55aa && end == 0xaa55) || (b.be32(0) == 0x6699 && end == 0x9966)));
}
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 6668) return Fit::no;
  return head.size() < 16
             ? Fit::unsure
             : yes_if((head.be32(0) == 0x55aa || head.be32(0) == 0x6699) && head.be32(12) < 4096);
}

}  // namespace

extern const Protocol tuya;
const Protocol tuya{
    .id = "tuya", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
