// WHOIS (RFC 3912): one line to port 43.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{43};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server || server_port != 43) return Fit::no;
  const size_t end = head.text().find('\n');
  const Bytes line = head.sub(0, end == std::string_view::npos      ? SIZE_MAX
                                 : end > 0 && head[end - 1] == '\r' ? end - 1
                                                                    : end);
  if (!is_text(line)) return Fit::no;
  return end != std::string_view::npos ? yes_if(line.size() >= 2 && end + 1 == head.size()) : Fit::unsure;
}

}  // namespace

extern const Protocol whois;
const Protocol whois{.id = "whois", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
