// DTLS (RFC 6347 section 4.1, RFC 9147): TLS records in datagrams.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool version = b[1] == 0xfe && (b[2] == 0xff || b[2] == 0xfd);
  return yes_if(b.size() > 13 && b[0] >= 20 && b[0] <= 25 && version && b.be16(11) != 0 &&
                size_t{b.be16(11)} + 13 <= p.payload_wire);
}

}  // namespace

extern const Protocol dtls;
const Protocol dtls{.id = "dtls", .probe_datagram = probe};

}  // namespace culprit::message
