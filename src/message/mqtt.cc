// MQTT (OASIS 3.1.1 section 3.1, 5.0): CONNECT carries the protocol's name.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1883};

// After the type byte: a length of one to four bytes, seven bits each, then the name with its own length.
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server)
    return yes_if(server_port == 1883 && head[0] == 0x20 && head[1] >= 2 && head[2] <= 1 && head.size() >= 4);
  if (head[0] != 0x10) return Fit::no;
  size_t at = 1;
  while (at < 4 && (head[at] & 0x80) != 0) ++at;
  if (head.size() < at + 9) return Fit::unsure;
  const Bytes name = head.sub(at + 1);
  return yes_if(name.text().substr(1).starts_with("\x04MQTT") ||
                name.text().substr(1).starts_with("\x06MQIsdp"));
}

}  // namespace

extern const Protocol mqtt;
const Protocol mqtt{.id = "mqtt", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
