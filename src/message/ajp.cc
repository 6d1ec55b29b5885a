// AJP 1.3 (Apache Tomcat connector): packets 12 34 to the container, "AB" back, each with its length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{8009};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  const std::string_view mark = side == flow::from_client ? "\x12\x34" : "AB";
  if (head.size() < 5) return begins(head.sub(0, 2), mark) == Fit::no ? Fit::no : Fit::unsure;
  const uint8_t code = head[4];
  const bool known =
      side == flow::from_client ? code == 2 || code == 7 || code == 8 || code == 10 : code >= 3 && code <= 9;
  return yes_if(head.starts_with(mark) && head.be16(2) != 0 && head.be16(2) <= 8192 && known);
}

}  // namespace

extern const Protocol ajp;
const Protocol ajp{.id = "ajp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
