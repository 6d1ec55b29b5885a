// Checkmk agent: the host sends its state as sections in triple brackets.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6556};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_server ? begins(head, "<<<check_mk>>>") : Fit::no;
}

}  // namespace

extern const Protocol checkmk;
const Protocol checkmk{.id = "checkmk", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
