// POP3 (RFC 1939): the server greets with "+OK".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{110};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server) return begins(head, "+OK");
  if (server_port != 110) return Fit::no;
  return either(begins(head, "CAPA\r\n"), either(begins(head, "USER "), begins(head, "STLS\r\n")));
}

}  // namespace

extern const Protocol pop3;
const Protocol pop3{.id = "pop3", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
