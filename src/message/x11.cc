// X11 (protocol section 8): byte order, version 11.0.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6000};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || (head[0] != 'l' && head[0] != 'B')) return Fit::no;
  if (head.size() < 12) return Fit::unsure;
  const bool little = head[0] == 'l';
  const auto number = [&](size_t at) { return little ? head.le16(at) : head.be16(at); };
  return yes_if(head[1] == 0 && number(2) == 11 && number(4) == 0 && number(6) <= 64 && number(8) <= 256);
}

}  // namespace

extern const Protocol x11;
const Protocol x11{.id = "x11", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
