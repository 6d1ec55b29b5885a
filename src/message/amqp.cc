// AMQP 0-9-1 and 1.0 (OASIS): both ends open with the name, a protocol number and the version.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5672};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "AMQP"); }

}  // namespace

extern const Protocol amqp;
const Protocol amqp{.id = "amqp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
