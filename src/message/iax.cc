// IAX2 (RFC 5456 section 8.1): telephone calls between exchanges; NEW with its version, and short commands.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{4569};

bool elements_fit(Bytes b) {
  while (b.size() >= 2 && b[0] <= 0x40 && b.has(2, b[1])) b = b.sub(2U + b[1]);
  return b.empty();
}

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if ((b[0] & 0x80) == 0 || b.size() < 12 || b[10] != 6 || b[11] == 0 || b[11] > 40) return Fit::no;
  if (b[11] == 1 && b.sub(12).starts_with(std::string_view("\x0b\x02\x00\x02", 4))) return Fit::yes;
  return yes_if(on_port(p, 4569) && elements_fit(b.sub(12)));
}

}  // namespace

extern const Protocol iax;
const Protocol iax{.id = "iax", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
