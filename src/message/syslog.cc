// Syslog (RFC 5424 section 6.2.1, RFC 3164): "<priority>", at most 191, then text.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{514};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b[0] != '<') return Fit::no;
  unsigned priority = 0;
  size_t at = 1;
  for (; at <= 3 && b[at] >= '0' && b[at] <= '9'; ++at) priority = priority * 10 + (b[at] - '0');
  return yes_if(at > 1 && b[at] == '>' && priority <= 191 && b[at + 1] >= 0x20 && b[at + 1] < 0x7f);
}

}  // namespace

extern const Protocol syslog;
const Protocol syslog{.id = "syslog", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
