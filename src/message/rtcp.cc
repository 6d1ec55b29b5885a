// RTCP (RFC 3550 section 6.4): sender or receiver report, lengths that chain to the end
// (SRTCP: to its index and signature, RFC 3711 section 3.4).
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  Bytes b = p.payload;
  if (b[0] >> 6 != 2 || (b[1] != 200 && b[1] != 201) || p.payload_wire < 8) return Fit::no;
  // What the capture cut off ends the chain, too.
  const bool cut = p.payload_wire > b.size();
  while (b.size() >= 4 && b[0] >> 6 == 2 && b[1] >= 200 && b[1] <= 207) {
    const size_t size = (size_t{b.be16(2)} + 1) * 4;
    if (size > b.size()) return yes_if(cut && size <= 1472);
    b = b.sub(size);
  }
  return yes_if(b.empty() || (b.size() <= 18 && p.payload[1] <= 201 && (b[0] & 0x7f) == 0 && b.size() >= 14));
}

}  // namespace

extern const Protocol rtcp;
const Protocol rtcp{.id = "rtcp", .probe_datagram = probe};

}  // namespace culprit::message
