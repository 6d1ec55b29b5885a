// EtherNet/IP (ODVA volume 2): encapsulation header, over TCP and UDP; implicit I/O over UDP port 2222.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{44818, 2222};

bool is_command(uint16_t c) { return c == 4 || (c >= 0x63 && c <= 0x66) || c == 0x6f || c == 0x70; }

// Command, length, session, status 0, context, options 0.
bool is_header(Bytes b) {
  return b.size() >= 24 && is_command(b.le16(0)) && b.le32(8) == 0 && b.le32(20) == 0 && b.le16(2) <= 4096;
}

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() >= 24) return yes_if(is_header(head));
  return head.size() < 2 || is_command(head.le16(0)) ? Fit::unsure : Fit::no;
}

Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool io = b.le16(0) == 2 && b.le16(2) == 0x8002 && b.le16(4) == 8 && b.le16(14) == 0x00b1;
  return yes_if(io || (is_header(b) && b.le16(2) + 24u == p.payload_wire));
}

}  // namespace

extern const Protocol ethernet_ip;
const Protocol ethernet_ip{
    .id = "ethernet-ip", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
