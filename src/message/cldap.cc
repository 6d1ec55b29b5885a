// LDAP without connections (RFC 1798, MS-ADTS section 6.3.3): UDP port 389, abused for amplification.
#include <array>

#include "message/amplifier.h"
#include "message/ber.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{389};

Fit probe(const packet::Packet& p) { return yes_if(is_ldap(p.payload, true) || is_ldap(p.payload, false)); }

void read(const packet::Packet& p, MessageSink& sink) {
  if (p.dst_port == 389 && is_ldap(p.payload, true)) note_amplifier(p, "cldap", "rootDSE", sink);
}

}  // namespace

extern const Protocol cldap;
const Protocol cldap{.id = "cldap", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
