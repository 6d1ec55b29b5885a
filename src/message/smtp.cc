// SMTP (RFC 5321): the server greets with 220, the client with EHLO or HELO.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{25, 587};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client) return either(begins(head, "EHLO "), begins(head, "HELO "));
  const Fit greeting = either(begins(head, "220 "), begins(head, "220-"));
  if (greeting != Fit::yes) return greeting;
  const bool usual = server_port == 25 || server_port == 587;
  return usual || holds(head, "SMTP")             ? Fit::yes
         : head.size() < 64 && !holds(head, "\n") ? Fit::unsure
                                                  : Fit::no;
}

}  // namespace

extern const Protocol smtp;
const Protocol smtp{.id = "smtp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
