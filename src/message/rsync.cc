// rsync's daemon protocol: both ends greet with their version.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{873};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "@RSYNCD: "); }

}  // namespace

extern const Protocol rsync;
const Protocol rsync{.id = "rsync", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
