// LDP (RFC 5036 section 3.1): version 1, length, identifier, first message.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{646};

bool is_pdu(Bytes b) {
  const uint16_t type = b.be16(10) & 0x7fff;
  const bool known = type == 1 || (type >= 0x100 && type <= 0x500 && (type & 0xff) <= 0x10);
  return b.size() >= 18 && b.be16(0) == 1 && b.be16(2) >= 14 && b.be16(2) <= 4096 && known &&
         b.be16(12) + 10u <= b.be16(2);
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(on_port(p, 646) && is_pdu(p.payload)); }
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 646) return Fit::no;
  return head.size() < 18 ? Fit::unsure : yes_if(is_pdu(head));
}

}  // namespace

extern const Protocol ldp;
const Protocol ldp{
    .id = "ldp", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
