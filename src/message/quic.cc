// QUIC (RFC 8999 section 5.1, RFC 9000 section 17.2): a long header with a known version.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{443};

// Versions 1 and 2 (RFC 9369), the drafts, negotiation (0), Google's and the reserved pattern ?a?a?a?a.
bool is_version(uint32_t v) {
  return v == 1 || v == 0x6b3343cf || v >> 8 == 0xff0000 || (v >> 24 == 'Q' && (v >> 16 & 0xff) == '0') ||
         (v & 0x0f0f0f0f) == 0x0a0a0a0a;
}

// A short header shows nothing but one fixed bit: it is left to the first packets of the flow.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const uint32_t version = b.be32(1);
  const bool negotiation = version == 0 && (b[0] & 0x80) != 0 && on_port(p, 443) && b.size() >= 15;
  if ((b[0] & 0xc0) != 0xc0 && !negotiation) return Fit::no;
  const size_t destination = b[5], source = b[6 + destination];
  return yes_if(b.has(0, 8 + destination + source) && destination <= 20 && source <= 20 &&
                (negotiation || is_version(version)));
}

}  // namespace

extern const Protocol quic;
const Protocol quic{.id = "quic", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
