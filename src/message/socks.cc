// SOCKS 4 and 5 (RFC 1928 section 3): a proxy that connects elsewhere on demand.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1080};

// Version 5: number of methods, then as many methods, all known; nothing follows before the answer.
bool opens_5(Bytes head) {
  if (head[0] != 5 || head[1] == 0 || head[1] > 10 || head.size() != head[1] + 2u) return false;
  for (size_t i = 2; i < head.size(); ++i)
    if (head[i] > 9 && head[i] < 0x80) return false;
  return true;
}
// Version 4: CONNECT or BIND, port, address, account, zero.
bool opens_4(Bytes head) {
  const bool known = head[0] == 4 && (head[1] == 1 || head[1] == 2) && head.be16(2) != 0 && head.be32(4) != 0;
  return known && head.size() >= 9 && head[head.size() - 1] == 0 &&
         (head.size() == 9 || is_text(head.sub(8, head.size() - 9)));
}

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server || (head[0] != 5 && head[0] != 4)) return Fit::no;
  if (head.size() < 3 || (head[0] == 4 && head.size() < 9)) return Fit::unsure;
  if (head[0] == 5 && head.size() == 3 && server_port != 1080)
    return yes_if(head[1] == 1 && (head[2] == 0 || head[2] == 2));
  return yes_if(opens_5(head) || opens_4(head));
}

}  // namespace

extern const Protocol socks;
const Protocol socks{.id = "socks", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
