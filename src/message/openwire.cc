// OpenWire (Apache ActiveMQ): both ends send WireFormatInfo.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{61616};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 6) return head[0] == 0 ? Fit::unsure : Fit::no;
  return head[4] == 1 ? begins(head.sub(5), "ActiveMQ") : Fit::no;
}

}  // namespace

extern const Protocol openwire;
const Protocol openwire{.id = "openwire", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
