// AMQP 0-9-1 and 1.0 (OASIS): both ends open with the name, a protocol number and the version.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5672};

// A method in the middle of a connection (version 0-9-1, section 2.3.5): kind 1, channel, length, class,
// method, and CE at its end.
Fit probe_frame(Bytes head) {
  if (head.size() < 12) return head[0] == 1 ? Fit::unsure : Fit::no;
  const size_t size = head.be32(3);
  const uint16_t group = head.be16(7), method = head.be16(9);
  const bool known = (group % 10 == 0 && group >= 10 && group <= 90) || group == 85;
  if (head[0] != 1 || size < 4 || size > 131072 || !known || method < 10 || method > 120) return Fit::no;
  return yes_if(size + 8 > head.size() || head[7 + size] == 0xce);
}

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  const Fit magic = begins(head, "AMQP");
  return magic == Fit::no && server_port == 5672 ? probe_frame(head) : magic;
}

}  // namespace

extern const Protocol amqp;
const Protocol amqp{.id = "amqp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
