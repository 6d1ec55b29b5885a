// Diameter (RFC 6733 section 3): version 1, length in words, command, application.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3868};

bool is_command(uint32_t code) {
  return code == 257 || code == 258 || (code >= 265 && code <= 282) || (code >= 300 && code <= 324);
}

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] != 1) return Fit::no;
  if (head.size() < 12) return Fit::unsure;
  const uint32_t size = head.be32(0) & 0xffffff, command = head.be32(4) & 0xffffff;
  return yes_if(size >= 20 && size <= 0x10000 && size % 4 == 0 && (head[4] & 0x0f) == 0 &&
                is_command(command));
}

}  // namespace

extern const Protocol diameter;
const Protocol diameter{.id = "diameter", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
