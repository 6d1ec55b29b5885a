// Telnet (RFC 854): it opens with option negotiation, IAC WILL/WONT/DO/DONT option.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{23, 2323};

bool is_option(Bytes b) { return b[0] == 0xff && b[1] >= 0xfb && b[1] <= 0xfe && b[2] < 50; }

// On other ports two of them.
Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (head[0] != 0xff || (head.size() >= 3 && !is_option(head))) return Fit::no;
  if (head.size() < 3) return Fit::unsure;
  if (server_port == 23 || server_port == 2323 || is_option(head.sub(3))) return Fit::yes;
  return head.size() < 6 ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol telnet;
const Protocol telnet{.id = "telnet", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
