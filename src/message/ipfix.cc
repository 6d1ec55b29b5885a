// IPFIX (RFC 7011 section 3.1): version 10 and sets that fill the message.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{4739};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.be16(0) != 10 || b.be16(2) != b.size() || b.size() < 20) return Fit::no;
  Bytes rest = b.sub(16);
  while (rest.be16(2) >= 4 && rest.has(0, rest.be16(2)) &&
         (rest.be16(0) == 2 || rest.be16(0) == 3 || rest.be16(0) > 255)) {
    rest = rest.sub(rest.be16(2));
  }
  return yes_if(rest.empty());
}

}  // namespace

extern const Protocol ipfix;
const Protocol ipfix{.id = "ipfix", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
