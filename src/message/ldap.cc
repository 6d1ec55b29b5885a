// LDAP (RFC 4511 section 4.1.1): SEQUENCE { INTEGER message id, [APPLICATION n] operation ...
#include <array>

#include "message/ber.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{389, 3268};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != 0x30) return Fit::no;
  if (head.size() < 14) return Fit::unsure;
  return yes_if(is_ldap(head, side == flow::from_client));
}

}  // namespace

extern const Protocol ldap;
const Protocol ldap{.id = "ldap", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
