// Memcached over UDP (protocol.txt, "UDP protocol"): eight bytes of frame header, then text.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{11211};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.be16(4) == 0 || b.be16(2) >= b.be16(4) || b.be16(6) != 0) return Fit::no;
  if (b.be16(2) != 0) return b.size() > 8 && on_port(p, 11211) ? Fit::yes : Fit::no;
  for (const std::string_view word :
       {"get ", "gets ", "stats", "set ", "version", "VALUE ", "STAT ", "END", "ERROR", "VERSION"}) {
    if (b.sub(8).starts_with(word)) return Fit::yes;
  }
  return Fit::no;
}

}  // namespace

extern const Protocol memcached;
const Protocol memcached{.id = "memcached", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
