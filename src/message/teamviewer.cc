// TeamViewer: its own frames start with 17 24 (or 11 30).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5938};

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 5938) return Fit::no;
  return either(begins(head.sub(0, 2), "\x17\x24"), begins(head.sub(0, 2), "\x11\x30"));
}
Fit probe_datagram(const packet::Packet& p) {
  return yes_if(on_port(p, 5938) && p.payload.size() > 13 && p.payload[0] == 0 &&
                p.payload.be16(11) == 0x1724);
}

}  // namespace

extern const Protocol teamviewer;
const Protocol teamviewer{
    .id = "teamviewer", .probe_stream = probe, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
