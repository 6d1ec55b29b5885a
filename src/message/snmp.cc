// SNMP (RFC 1157, RFC 3416, RFC 3412): a BER sequence with version and community.
#include <array>

#include "message/amplifier.h"
#include "message/ber.h"
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

// GetBulk asks for all there is (RFC 3416 section 4.2.3). The community is a password and not looked at.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes fields = ber_inside(p.payload, 0x30);
  const Bytes pdu = ber_after(ber_after(fields));
  if (pdu[0] == 0xa5) note_amplifier(p, "snmp", "GetBulk", sink);
}

}  // namespace

extern const Protocol snmp;
const Protocol snmp{.id = "snmp", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
