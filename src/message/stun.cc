// STUN (RFC 8489 section 5): two zero bits, magic cookie, length in words.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{3478, 19302};

bool is_message(Bytes b) {
  return b.size() >= 20 && (b[0] & 0xc0) == 0 && b.be32(4) == 0x2112a442 && b.be16(2) % 4 == 0;
}

// Before RFC 5389 there was no cookie: kind, length and attributes that fill it.
bool is_classic(Bytes b, size_t size) {
  const uint16_t kind = b.be16(0);
  if ((kind & 0xfeef) != 1 || kind == 0x0011 || b.be16(2) + 20u != size || b.size() < 28) return false;
  Bytes rest = b.sub(20);
  while (rest.size() >= 4 && (rest.be16(0) <= 0x15 || rest.be16(0) >> 8 == 0x80) && rest.be16(2) % 4 == 0 &&
         rest.has(4, rest.be16(2)))
    rest = rest.sub(size_t{rest.be16(2)} + 4);
  return rest.empty();
}

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (is_message(b)) return yes_if(size_t{b.be16(2)} + 20 <= p.payload_wire);
  return yes_if(is_classic(b, p.payload_wire) || (on_port(p, 3478) && p.payload_wire == 20 &&
                                                  b.be16(0) == 1 && b.be16(2) == 0 && b.be64(4) != 0));
}

// Over TCP the same; TURN (RFC 4571 framing) has its length before it.
Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head[0] > 1) return Fit::no;
  if (head.size() < 22)
    return head.size() >= 12 && head.be32(4) != 0x2112a442 && head.be32(6) != 0x2112a442 ? Fit::no
                                                                                         : Fit::unsure;
  return yes_if(is_message(head) || is_message(head.sub(2)));
}

}  // namespace

extern const Protocol stun;
const Protocol stun{.id = "stun", .probe_stream = probe_stream, .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
