// Telnet (RFC 854): it opens with option negotiation, IAC WILL/WONT/DO/DONT option.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{23, 2323};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] != 0xff) return Fit::no;
  if (head.size() < 3) return Fit::unsure;
  return yes_if(head[1] >= 0xfb && head[1] <= 0xfe && head[2] < 50);
}

}  // namespace

extern const Protocol telnet;
const Protocol telnet{.id = "telnet", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
