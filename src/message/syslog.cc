// Syslog (RFC 5424 section 6.2.1, RFC 3164): "<priority>", at most 191, then text.
#include <algorithm>
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{514, 601, 1514};

Fit probe_text(Bytes b) {
  if (b[0] != '<') return Fit::no;
  unsigned priority = 0;
  size_t at = 1;
  for (; at <= 3 && b[at] >= '0' && b[at] <= '9'; ++at) priority = priority * 10 + (b[at] - '0');
  if (at + 1 >= b.size()) return Fit::unsure;
  return yes_if(at > 1 && b[at] == '>' && priority <= 191 && b[at + 1] >= 0x20 && b[at + 1] < 0x7f);
}

Fit probe(const packet::Packet& p) { return yes_if(probe_text(p.payload) == Fit::yes); }

// Over TCP (RFC 6587) only on the usual ports, bare or behind its length in digits.
Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server || !std::ranges::count(kPorts, server_port)) return Fit::no;
  size_t digits = 0;
  while (digits < 5 && head[digits] >= '0' && head[digits] <= '9') ++digits;
  if (digits != 0 && head[digits] == ' ') return probe_text(head.sub(digits + 1));
  return digits == head.size() ? Fit::unsure : probe_text(head);
}

}  // namespace

extern const Protocol syslog;
const Protocol syslog{.id = "syslog", .probe_stream = probe_stream, .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
