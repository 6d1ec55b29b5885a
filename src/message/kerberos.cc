// Kerberos 5 (RFC 4120 section 5): an ASN.1 application tag, then version 5; over TCP behind its length.
#include <array>

#include "message/ber.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{88};

// AS-REQ, AS-REP, TGS-REQ, TGS-REP (10 to 13) and KRB-ERROR (30): [APPLICATION n] SEQUENCE { [0 or 1] INTEGER
// 5 ...
bool is_message(Bytes b) {
  const bool tag = (b[0] >= 0x6a && b[0] <= 0x6d) || b[0] == 0x7e;
  const Bytes inner = ber_inside(b, b[0]);
  const Bytes fields = ber_inside(inner, 0x30);
  const uint8_t first = b[0] == 0x6a || b[0] == 0x6c ? 0xa1 : 0xa0;
  return tag && fields[0] == first && fields.sub(1).starts_with("\x03\x02\x01\x05");
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(is_message(p.payload)); }

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 20) return head[0] == 0 ? Fit::unsure : Fit::no;
  return yes_if(head.be32(0) >= 16 && head.be32(0) < 0x100000 && is_message(head.sub(4)));
}

}  // namespace

extern const Protocol kerberos;
const Protocol kerberos{
    .id = "kerberos", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
