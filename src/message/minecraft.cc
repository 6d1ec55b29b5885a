// Minecraft (Java edition): a handshake packet names the server that is wanted.
#include <algorithm>
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{25565};

// Length, packet 0, protocol version (up to five bytes), host, port, next state (status, login, transfer).
Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || head[0] < 9 || (head[0] & 0x80) != 0 || (head.size() > 1 && head[1] != 0))
    return Fit::no;
  if (head.size() < 10) return Fit::unsure;
  size_t at = 2;
  while (at < 6 && (head[at] & 0x80) != 0) ++at;
  const size_t size = head[++at];
  if (at + size + 3 != head[0] || size < 3) return Fit::no;
  if (!head.has(at + 1, size + 3)) return head.size() < 64 ? Fit::unsure : Fit::no;
  const uint8_t next = head[at + size + 3];
  return yes_if(is_text(head.sub(at + 1, std::min<size_t>(size, 4))) && next >= 1 && next <= 3);
}

}  // namespace

extern const Protocol minecraft;
const Protocol minecraft{.id = "minecraft", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
