// SOME/IP (AUTOSAR): cars; service, method, length, version 1, kind.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{30490};

bool is_message(Bytes b) {
  const uint8_t kind = b[14] & 0xdf;
  return b[12] == 1 && (kind <= 2 || (kind >= 0x40 && kind <= 0x42) || kind == 0x80 || kind == 0x81) &&
         b[15] <= 0x1f;
}

Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.size() >= 16 && b.be32(4) >= 8 && b.be32(4) + 8 <= p.payload_wire && is_message(b) &&
                (b.be32(4) + 8 == p.payload_wire || b.be32(0) == 0xffff8100 || on_port(p, 30490)));
}
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port < 30490 || server_port > 30510) return Fit::no;
  return head.size() < 16 ? Fit::unsure
                          : yes_if(head.be32(4) >= 8 && head.be32(4) < 0x100000 && is_message(head));
}

}  // namespace

extern const Protocol someip;
const Protocol someip{
    .id = "someip", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
