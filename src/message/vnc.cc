// VNC (RFB, RFC 6143 section 7.1.1): both ends send their version.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{5900, 5901};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "RFB 00"); }

}  // namespace

extern const Protocol vnc;
const Protocol vnc{.id = "vnc", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
