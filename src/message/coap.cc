// CoAP (RFC 7252 section 3): too short to be told on other ports than its own.
#include <algorithm>
#include <array>

#include "message/amplifier.h"
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

// Registered options (IANA, CoAP option numbers).
bool is_option(size_t number) {
  static constexpr std::array<uint16_t, 27> known{1,  3,  4,  5,  6,  7,  8,  9,  11, 12, 14,  15,  16, 17,
                                                  19, 20, 21, 23, 27, 28, 31, 35, 39, 60, 252, 258, 292};
  return std::ranges::binary_search(known, number) || number >= 2048;
}

// Options to the end or to the payload's mark FF (section 3.1), each numbered relative to the one before it.
bool options_fit(Bytes b) {
  size_t number = 0;
  for (int count = 0; count < 20 && !b.empty() && b[0] != 0xff; ++count) {
    const unsigned delta = b[0] >> 4, size = b[0] & 15;
    if (delta == 15 || size == 15) return false;
    const size_t head = 1 + (delta == 13 ? 1u : delta == 14 ? 2u : 0u);
    number += delta == 13 ? b[1] + 13u : delta == 14 ? b.be16(1) + 269u : delta;
    const size_t length = size == 13 ? b[head] + 13u : size == 14 ? b.be16(head) + 269u : size;
    const size_t whole = head + (size == 13 ? 1u : size == 14 ? 2u : 0u) + length;
    if (!b.has(0, whole) || !is_option(number)) return false;
    b = b.sub(whole);
  }
  return b.empty() || (b[0] == 0xff && b.size() > 1);
}

// What is said without options and content: empty messages, and answers that need none.
bool is_bare_code(uint8_t code) {
  return code == 0 || code == 0x42 || code == 0x43 || code == 0x44 || code == 0x80 || code == 0x84 ||
         code == 0xa0;
}

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const size_t token = b[0] & 15u;
  return yes_if(on_port(p, 5683) && b.size() >= 4 + token && b[0] >> 6 == 1 && token <= 8 &&
                is_code(b[1] >> 5, b[1] & 31) &&
                (b.size() > 4 + token || (is_bare_code(b[1]) && (b[1] != 0 || token == 0))) &&
                options_fit(b.sub(4 + token)));
}

// The list of all that a device offers (RFC 6690 section 4).
void read(const packet::Packet& p, MessageSink& sink) {
  if (p.payload[1] == 1 && holds(p.payload.sub(0, 64), ".well-known") && !is_group(p.dst))
    note_amplifier(p, "coap", ".well-known/core", sink);
}

}  // namespace

extern const Protocol coap;
const Protocol coap{.id = "coap", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
