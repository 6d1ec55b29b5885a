// NetFlow versions 5 and 9 (RFC 3954 section 5).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{2055, 9995, 9996};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const unsigned count = b.be16(2);
  if (b.be16(0) == 5) return yes_if(count >= 1 && count <= 30 && p.payload_wire == 24 + 48 * count);
  if (b.be16(0) != 9 || b.size() < 24 || count == 0 || count > 200) return Fit::no;
  Bytes rest = b.sub(20);
  while (rest.size() >= 4 && rest.be16(2) >= 4 && (rest.be16(0) <= 1 || rest.be16(0) > 255) &&
         rest.be16(2) <= rest.size())
    rest = rest.sub(rest.be16(2));
  return yes_if(rest.empty());
}

}  // namespace

extern const Protocol netflow;
const Protocol netflow{.id = "netflow", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
