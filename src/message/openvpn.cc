// OpenVPN: a hard reset opens the session (protocol description in its source, ssl_pkt.h).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1194};

constexpr uint32_t kYear2001 = 0x3a4fc880;

// With a signature (tls-auth) of 16, 20, 32 or 64 bytes, then packet id and time; a first packet of the
// server acknowledges one (section "P_CONTROL" of ssl_pkt.h). With tls-crypt these stand before the
// signature.
bool is_signed(Bytes b, size_t size) {
  for (const size_t mac : {16u, 20u, 32u, 64u}) {
    const size_t at = 9 + mac;
    const bool stamped = b.be32(at) >= 1 && b.be32(at) <= 16 && b.be32(at + 4) > kYear2001;
    if (size == mac + 22 && stamped && b[at + 8] == 0 && b.be32(at + 9) == 0) return true;
    if (size == mac + 34 && stamped && b[at + 8] == 1) return true;
  }
  return size >= 54 && (b.be32(9) & 0xffffff) >= 1 && (b.be32(9) & 0xffffff) <= 16 && b.be32(13) > kYear2001;
}

bool is_reset(Bytes b, size_t size) {
  if ((b[0] != 0x38 && b[0] != 0x40 && b[0] != 0x50) || b.be64(1) == 0) return false;
  return (size == 14 && b[0] == 0x38 && b[9] == 0 && b.be32(10) == 0) ||
         (size == 26 && b[0] == 0x40 && b[9] == 1 && b.be32(22) == 0) || is_signed(b, size);
}

// Over TCP each packet comes behind its length.
Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() > 2 && head[2] != 0x38 && head[2] != 0x40 && head[2] != 0x50) return Fit::no;
  if (head.size() < 16 || (head.size() < 64 && head.size() < size_t{head.be16(0)} + 2)) return Fit::unsure;
  return yes_if(is_reset(head.sub(2, head.be16(0)), head.be16(0)));
}

// Later packets have a known opcode and nothing else to tell them by.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (is_reset(b, p.payload_wire)) return Fit::yes;
  return on_port(p, 1194) && b[0] >> 3 >= 4 && b[0] >> 3 <= 9 && (b[0] & 7) <= 3 ? Fit::unsure : Fit::no;
}

// The same sender, opcode and key; session id, or in the second form of data packets the peer id.
bool confirm(Bytes first, bool same_way, const packet::Packet& second) {
  const bool data = first[0] >> 3 == 9 && first.be32(0) == second.payload.be32(0);
  return same_way && (data || (first.be64(0) == second.payload.be64(0) && first.size() >= 14));
}

}  // namespace

extern const Protocol openvpn;
const Protocol openvpn{.id = "openvpn",
                       .probe_stream = probe_stream,
                       .probe_datagram = probe,
                       .confirm = confirm,
                       .ports = kPorts};

}  // namespace culprit::message
