// NTP (RFC 5905 section 7.3), and its control and private modes 6 and 7.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{123};

// Mode 6 (RFC 9327): the length of its data; a signature may follow.
bool is_control(Bytes b, size_t size) {
  const size_t data = b.be16(10);
  return size >= 12 && data <= 468 && (b[1] & 0x1f) <= 31 && (data + 12 + 3) / 4 * 4 <= size &&
         size <= data + 12 + 3 + 24 && (b.be16(8) == 0 || data != 0);
}

// Mode 7 (ntpd's ntp_request.h): items of one size that fill the datagram; questions are often padded.
bool is_private(Bytes b, size_t size) {
  const size_t items = (b.be16(4) & 0xfffu) * (b.be16(6) & 0xfffu);
  const bool known = (b[2] == 0 || b[2] == 2 || b[2] == 3) && b[3] <= 60 && b[6] >> 4 == 0;
  return known && items + 8 <= size && ((b[0] & 0x80) == 0 || items + 8 + 44 >= size) && b[1] < 0x80;
}

// Too few fixed bits to be told on other ports. Root delay and dispersion are below 16 s (RFC 5905
// section 11.1).
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 123) || b.size() < 8) return Fit::no;
  const unsigned version = b[0] >> 3 & 7, mode = b[0] & 7;
  if (version < 1 || version > 4 || mode == 0) return Fit::no;
  if (mode == 6) return yes_if(is_control(b, p.payload_wire));
  if (mode == 7) return yes_if(is_private(b, p.payload_wire));
  const auto precision = static_cast<int8_t>(b[3]);
  return yes_if(b.size() >= 48 && b[1] <= 16 && b[2] <= 20 && precision <= 0 && precision >= -40 &&
                b.be16(4) <= 16 && b.be16(8) <= 16);
}

// Questions of the private and control modes: lists of clients (20 and 42), and of variables.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  const unsigned mode = b[0] & 7;
  if (mode == 7 && (b[0] & 0x80) == 0)
    note_amplifier(p, "ntp", b[3] == 42 || b[3] == 20 ? "monlist" : "private", sink);
  if (mode == 6 && (b[1] & 0x80) == 0) note_amplifier(p, "ntp", "control", sink);
}

}  // namespace

extern const Protocol ntp;
const Protocol ntp{.id = "ntp", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
