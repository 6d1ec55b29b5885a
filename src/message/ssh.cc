// SSH (RFC 4253 section 4.2): both sides begin with "SSH-version-".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{22, 2222};

Fit probe(flow::Side, Bytes head, uint16_t) {
  return either(begins(head, "SSH-2.0-"), begins(head, "SSH-1."));
}

}  // namespace

extern const Protocol ssh;
const Protocol ssh{.id = "ssh", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
