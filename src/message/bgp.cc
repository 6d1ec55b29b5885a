// BGP (RFC 4271 section 4.1): sixteen bytes FF, length, kind.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{179};

Fit probe(flow::Side, Bytes head, uint16_t) {
  for (size_t i = 0; i < 16 && i < head.size(); ++i)
    if (head[i] != 0xff) return Fit::no;
  if (head.size() < 19) return Fit::unsure;
  return yes_if(head.be16(16) >= 19 && head.be16(16) <= 4096 && head[18] >= 1 && head[18] <= 5);
}

}  // namespace

extern const Protocol bgp;
const Protocol bgp{.id = "bgp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
