// RTP (RFC 3550 section 5.1): too little structure to be sure from one packet; two of them show it.
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

// The same source and kind, numbers that follow each other (RFC 3550 appendix A.1 wants two in sequence).
bool confirm(Bytes first, bool same_way, const packet::Packet& second) {
  const Bytes b = second.payload;
  const auto ahead = static_cast<int16_t>(b.be16(2) - first.be16(2));
  return same_way && b.be32(8) == first.be32(8) && ((b[1] ^ first[1]) & 0x7f) == 0 && ahead >= 1 &&
         ahead <= 16 && b.be32(4) - first.be32(4) < 0x100000;
}

}  // namespace

extern const Protocol rtp;
const Protocol rtp{.id = "rtp", .probe_datagram = probe, .confirm = confirm};

}  // namespace culprit::message
