// Nintendo consoles between each other (Pia): 32 AB 98 64.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  return yes_if(b.be32(0) == 0x32ab9864 && b.size() >= 24 && (b[4] & 0x7f) <= 12);
}

}  // namespace

extern const Protocol nintendo;
const Protocol nintendo{.id = "nintendo", .probe_datagram = probe};

}  // namespace culprit::message
