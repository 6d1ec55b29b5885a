// TLS (RFC 8446 section 5.1, RFC 5246): a record of type handshake, alert at the least.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 6> kPorts{443, 8443, 993, 995, 465, 853};

// Record type, version 3.x, length at most 2^14 + 2048; then a ClientHello or ServerHello.
Fit probe(flow::Side side, Bytes head, uint16_t) {
  const bool alert = head[0] == 21 && side == flow::from_server;
  if (head[0] != 22 && !alert) return Fit::no;
  if (head.size() < 6) return Fit::unsure;
  if (head[1] != 3 || head[2] > 4 || head.be16(3) > 18432 || head.be16(3) < 2) return Fit::no;
  if (alert) return yes_if(head.be16(3) == 2 && (head[5] == 1 || head[5] == 2));
  return yes_if(head[5] == (side == flow::from_client ? 1 : 2) && head[6] == 0);
}

}  // namespace

extern const Protocol tls;
const Protocol tls{.id = "tls", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
