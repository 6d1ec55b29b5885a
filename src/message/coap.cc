// CoAP (RFC 7252 section 3): too short to be told on other ports than its own.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5683};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const unsigned group = b[1] >> 5, detail = b[1] & 31;
  const bool code = (group == 0 && detail <= 7) || (group >= 2 && group <= 5 && group != 3 && detail <= 31);
  return yes_if(on_port(p, 5683) && b.size() >= 4 && b[0] >> 6 == 1 && (b[0] & 15) <= 8 && code &&
                b.size() >= 4u + (b[0] & 15));
}

}  // namespace

extern const Protocol coap;
const Protocol coap{.id = "coap", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
