// RTCP (RFC 3550 section 6.4): sender or receiver report, lengths that chain to the end.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  Bytes b = p.payload;
  if (b[0] >> 6 != 2 || (b[1] != 200 && b[1] != 201) || b.size() < 8) return Fit::no;
  while (b.size() >= 4 && b[0] >> 6 == 2 && b[1] >= 200 && b[1] <= 207)
    b = b.sub((size_t{b.be16(2)} + 1) * 4);
  return yes_if(b.empty());
}

}  // namespace

extern const Protocol rtcp;
const Protocol rtcp{.id = "rtcp", .probe_datagram = probe};

}  // namespace culprit::message
