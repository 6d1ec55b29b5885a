// HL7 version 2 over MLLP: hospital messages.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2575};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "\x0bMSH|"); }

}  // namespace

extern const Protocol hl7;
const Protocol hl7{.id = "hl7", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
