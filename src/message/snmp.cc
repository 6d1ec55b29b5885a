// SNMP (RFC 1157, RFC 3416, RFC 3412): a BER sequence with version and community.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{161, 162};

Fit probe(const packet::Packet& p) {
  Bytes b = p.payload;
  if (b[0] != 0x30) return Fit::no;
  const size_t more = (b[1] & 0x80) != 0 ? b[1] & 0x7fu : 0;
  if (more > 4) return Fit::no;
  b = b.sub(2 + more);
  const bool version = b[0] == 2 && b[1] == 1 && (b[2] <= 1 || b[2] == 3);
  return yes_if(version && b[3] == (b[2] == 3 ? 0x30 : 0x04) && b[4] < 0x80);
}

}  // namespace

extern const Protocol snmp;
const Protocol snmp{.id = "snmp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
