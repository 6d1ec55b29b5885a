// Discord voice: a packet of 74 bytes finds out the own address.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (p.payload_wire != 74 || b.be16(2) != 70 || (b.be16(0) != 1 && b.be16(0) != 2)) return Fit::no;
  return yes_if(b.be32(4) != 0 && (b.be16(0) == 2 ? is_text(b.sub(8, 7)) : b.be64(8) == 0));
}

}  // namespace

extern const Protocol discord;
const Protocol discord{.id = "discord", .probe_datagram = probe};

}  // namespace culprit::message
