// NNTP (RFC 3977 section 5.1): news; the server greets with 200 or 201.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{119};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client)
    return either(begins(head, "MODE READER\r\n"), begins(head, "AUTHINFO USER "));
  const Fit greeting = either(begins(head, "200 "), begins(head, "201 "));
  if (greeting != Fit::yes || server_port == 119) return greeting;
  return holds(head, "NNTP") ? Fit::yes : head.size() < 64 && !holds(head, "\n") ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol nntp;
const Protocol nntp{.id = "nntp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
