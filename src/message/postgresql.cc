// PostgreSQL (frontend/backend protocol 3): the client opens with a length and a code.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5432};

// StartupMessage 3.0, CancelRequest, SSLRequest, GSSENCRequest.
bool opens(Bytes head) {
  const uint32_t size = head.be32(0), code = head.be32(4);
  if (code == 0x00030000) return size >= 9 && size <= 10000 && is_text(head.sub(8, 4));
  return (size == 8 && (code == 80877103 || code == 80877104)) || (size == 16 && code == 80877102);
}

// AuthenticationRequest (R) or ErrorResponse (E) with its severity.
Fit probe_server(Bytes head) {
  if (head[0] != 'R' && head[0] != 'E') return Fit::no;
  if (head.size() < 9) return head.size() > 1 && head[1] != 0 ? Fit::no : Fit::unsure;
  if (head[0] == 'E') return begins(head.sub(5), "SFATAL");
  return yes_if(head.be32(1) >= 8 && head.be32(1) <= 512 && head.be32(5) <= 12);
}

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return probe_server(head);
  if (head.size() < 8) return head[0] == 0 && head[1] == 0 ? Fit::unsure : Fit::no;
  if (head.be32(4) == 0x00030000 && head.size() < 12) return Fit::unsure;
  return yes_if(opens(head));
}

}  // namespace

extern const Protocol postgresql;
const Protocol postgresql{.id = "postgresql", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
