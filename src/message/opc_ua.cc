// OPC UA (part 6 section 7.1): HELLO and ACKNOWLEDGE, one chunk each.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{4840};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  const Fit magic = side == flow::from_client ? either(begins(head, "HELF"), begins(head, "OPNF"))
                                              : either(begins(head, "ACKF"), begins(head, "RHEF"));
  if (magic != Fit::yes) return magic;
  return head.size() < 8 ? Fit::unsure : yes_if(head.le32(4) >= 28 && head.le32(4) <= 65536);
}

}  // namespace

extern const Protocol opc_ua;
const Protocol opc_ua{.id = "opc-ua", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
