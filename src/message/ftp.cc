// FTP control connection (RFC 959): greeting 220, first command USER or AUTH.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{21};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  const bool usual = server_port == 21;
  if (side == flow::from_client)
    return usual ? either(begins(head, "USER "), begins(head, "AUTH ")) : Fit::no;
  const Fit greeting = either(begins(head, "220 "), begins(head, "220-"));
  if (greeting != Fit::yes) return greeting;
  return usual || holds(head, "FTP")              ? Fit::yes
         : head.size() < 64 && !holds(head, "\n") ? Fit::unsure
                                                  : Fit::no;
}

}  // namespace

extern const Protocol ftp;
const Protocol ftp{.id = "ftp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
