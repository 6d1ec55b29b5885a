// Kafka (protocol guide): length, request kind and version, correlation id, client id.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9092};

// A new connection asks for versions (18) or metadata (3) first.
Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || head.be16(0) != 0) return Fit::no;
  if (head.size() < 15)
    return head.size() > 5 && head.be16(4) != 18 && head.be16(4) != 3 ? Fit::no : Fit::unsure;
  const bool opens = (head.be16(4) == 18 || head.be16(4) == 3) && head.be16(6) <= 15;
  const size_t size = head.be16(12), whole = head.be32(0);
  return yes_if(opens && whole >= size + 10 && head.be32(8) < 0x1000000 && size >= 1 && size <= 200 &&
                is_text(head.sub(14, size)));
}

}  // namespace

extern const Protocol kafka;
const Protocol kafka{.id = "kafka", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
