// S7 (Siemens PLCs) over ISO transport (RFC 1006): protocol id 32 in the first data packet.
#include <array>

#include "message/probe.h"
#include "message/tpkt.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{102};

Fit probe(flow::Side, Bytes head, uint16_t) { return probe_cotp(head, 0x32); }

}  // namespace

extern const Protocol s7comm;
const Protocol s7comm{.id = "s7comm", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
