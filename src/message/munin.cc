// Munin node: the host greets with its name.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{4949};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_server ? begins(head, "# munin node at ") : Fit::no;
}

}  // namespace

extern const Protocol munin;
const Protocol munin{.id = "munin", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
