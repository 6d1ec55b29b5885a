// Character generator (RFC 864): an old test service that sends all letters in turn; abused for
// amplification.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{19};

// The 95 printable characters in their order, the first after the last.
bool is_row(Bytes b) {
  if (b.size() < 20) return false;
  for (size_t i = 1; i < 20; ++i)
    if (b[i] != (b[i - 1] == 0x7e ? 0x20 : b[i - 1] + 1) || b[i - 1] < 0x20 || b[i - 1] > 0x7e) return false;
  return true;
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(is_row(p.payload)); }
Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client || server_port != 19) return Fit::no;
  return head.size() < 20 ? Fit::unsure : yes_if(is_row(head));
}

}  // namespace

extern const Protocol chargen;
const Protocol chargen{
    .id = "chargen", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
