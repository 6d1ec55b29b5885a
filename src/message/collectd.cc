// collectd (binary protocol): parts with kind and length, the host's name first.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{25826};

Fit probe(const packet::Packet& p) {
  Bytes b = p.payload;
  const size_t size = b.be16(2);
  if (b.be16(0) != 0 || size < 6 || size > 132 || !b.has(0, size + 4) || b[size - 1] != 0 ||
      !is_text(b.sub(4, size - 5)))
    return Fit::no;
  b = b.sub(size);
  const uint16_t kind = b.be16(0);
  return yes_if(b.be16(2) >= 5 && (kind <= 9 || kind == 0x100 || kind == 0x101));
}

}  // namespace

extern const Protocol collectd;
const Protocol collectd{.id = "collectd", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
