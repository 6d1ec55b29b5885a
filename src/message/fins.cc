// Omron FINS: PLCs; over UDP a header of ten bytes, over TCP behind its name.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9600};

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  return begins(head.sub(0, 4), "FINS") == Fit::yes && head.size() < 8 ? Fit::unsure
         : head.size() < 4                                             ? begins(head, "FINS")
                           : yes_if(head.starts_with("FINS") && head.be32(4) >= 8 && head.be32(4) < 4096);
}
Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(on_port(p, 9600) && b.size() >= 12 && (b[0] & 0x3e) == 0 && b[0] >= 0x80 && b[1] == 0 &&
                b[2] <= 7 && b[10] <= 0x27);
}

}  // namespace

extern const Protocol fins;
const Protocol fins{
    .id = "omron-fins", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
