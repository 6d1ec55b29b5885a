// NTP (RFC 5905 section 7.3), and its control and private modes 6 and 7.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{123};

// Too few fixed bits to be told on other ports.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 123) || b.size() < 8) return Fit::no;
  const unsigned version = b[0] >> 3 & 7, mode = b[0] & 7;
  if (version < 1 || version > 4 || mode == 0) return Fit::no;
  if (mode == 6) return yes_if(b.size() >= 12 && size_t{b.be16(10)} + 12 <= p.payload_wire + 4u);
  if (mode == 7) return yes_if(b[3] <= 60 && b[2] <= 3);
  const auto precision = static_cast<int8_t>(b[3]);
  return yes_if(b.size() >= 48 && b[1] <= 16 && b[2] <= 20 && precision <= 0 && precision >= -40);
}

}  // namespace

extern const Protocol ntp;
const Protocol ntp{.id = "ntp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
