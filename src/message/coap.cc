// CoAP (RFC 7252 section 3): too short to be told on other ports than its own.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5683};

// Requests 0.01 to 0.07, empty 0.00, answers 2.01 to 2.05 and 2.31, 4.00 to 4.15, 5.00 to 5.08 (RFC 7252
// section 12.1).
bool is_code(unsigned group, unsigned detail) {
  if (group == 2) return (detail >= 1 && detail <= 5) || detail == 31;
  return (group == 0 && detail <= 7) || (group == 4 && detail <= 29) || (group == 5 && detail <= 8);
}

// Options to the end or to the payload's mark FF (section 3.1); lengths beyond 12 bytes are taken as they
// come.
bool options_fit(Bytes b) {
  for (int count = 0; count < 20 && !b.empty() && b[0] != 0xff; ++count) {
    const unsigned delta = b[0] >> 4, size = b[0] & 15;
    if (delta == 15 || size == 15) return false;
    const size_t head = 1 + (delta == 13 ? 1u : delta == 14 ? 2u : 0u);
    const size_t more = size == 13 ? b[head] + 14u : size == 14 ? b.be16(head) + 271u : size;
    if (!b.has(head, more)) return false;
    b = b.sub(head + more);
  }
  return b.empty() || (b[0] == 0xff && b.size() > 1);
}

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const size_t token = b[0] & 15u;
  return yes_if(on_port(p, 5683) && b.size() >= 4 + token && b[0] >> 6 == 1 && token <= 8 &&
                is_code(b[1] >> 5, b[1] & 31) && options_fit(b.sub(4 + token)));
}

}  // namespace

extern const Protocol coap;
const Protocol coap{.id = "coap", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
