// OpenVPN over UDP: a hard reset opens the session (protocol description in its source, ssl_pkt.h).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1194};

// With a MAC of 16, 20, 32 or 64 bytes, packet id and time in between.
bool is_reset_size(uint32_t size) {
  return size == 14 || size == 38 || size == 42 || size == 54 || size == 86;
}

// Opcode 7, 8 or 10 with key 0, a session id, then no acknowledgements and packet id 0 unless a MAC stands
// between.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool reset = (b[0] == 0x38 || b[0] == 0x40 || b[0] == 0x50) && b.be64(1) != 0;
  if (reset && b[0] == 0x38 && p.payload_wire == 14) return yes_if(b[9] == 0 && b.be32(10) == 0);
  if (!on_port(p, 1194)) return Fit::no;
  if (reset && (is_reset_size(p.payload_wire) || (b[0] == 0x50 && p.payload_wire > 300))) return Fit::yes;
  return b[0] >> 3 >= 4 && b[0] >> 3 <= 9 && (b[0] & 7) <= 3 ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol openvpn;
const Protocol openvpn{.id = "openvpn", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
