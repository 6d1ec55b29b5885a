// SLP (RFC 2608 section 8, RFC 2165): devices look for services; abused for amplification.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{427};

bool is_message(Bytes b, size_t size) {
  const uint32_t length = b.be32(2) >> 8;
  const bool new_form = b[0] == 2 && b[1] >= 1 && b[1] <= 11 && length == size && size >= 14;
  const bool old_form = b[0] == 1 && b[1] >= 1 && b[1] <= 10 && b.be16(2) == size && size >= 12;
  return new_form || old_form;
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(is_message(p.payload, p.payload_wire)); }
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 427) return Fit::no;
  if (head.size() < 16) return Fit::unsure;
  return yes_if(is_message(head, head.size()) || (head.size() == 64 && head[0] == 2 && head[1] <= 11));
}

}  // namespace

extern const Protocol slp;
const Protocol slp{
    .id = "slp", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
