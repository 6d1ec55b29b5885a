// RTP (RFC 3550 section 5.1): too little structure to be sure from one packet.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const unsigned type = b[1] & 0x7f, sources = b[0] & 15;
  const bool plausible = b[0] >> 6 == 2 && (type <= 34 || type >= 96) && b.be32(8) != 0;
  return plausible && b.size() >= 13 + 4 * sources && sources <= 4 && b.size() <= 1500 ? Fit::unsure
                                                                                       : Fit::no;
}

}  // namespace

extern const Protocol rtp;
const Protocol rtp{.id = "rtp", .probe_datagram = probe};

}  // namespace culprit::message
