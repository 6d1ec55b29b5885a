// RIP (RFC 2453 section 3.6) and RIPng (RFC 2080): routers tell each other their routes; version 1 was abused
// for amplification.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{520, 521};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool old = on_port(p, 520);
  if ((!old && !on_port(p, 521)) || b.size() < 24 || (p.payload_wire - 4) % 20 != 0) return Fit::no;
  const bool family = !old || b.be16(4) == 0 || b.be16(4) == 2 || b.be16(4) == 0xffff;
  return yes_if((b[0] == 1 || b[0] == 2) && b[1] >= 1 && b[1] <= (old ? 2 : 1) && b.be16(2) == 0 && family &&
                (old || b[22] <= 128) && (b[0] == 1 || b.be32(20) <= 16 || b.be16(4) == 0xffff || !old));
}

// A request for the whole table: one entry of family 0 and metric 16 (RFC 2453 section 3.9.1).
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  if (b[0] == 1 && b.be16(4) == 0 && b.be32(20) == 16 && !is_group(p.dst))
    note_amplifier(p, "rip", "table", sink);
}

}  // namespace

extern const Protocol rip;
const Protocol rip{.id = "rip", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
