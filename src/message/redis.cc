// Redis (RESP): a request is an array of strings; short words also plain.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6379};

Fit probe_server(Bytes head, uint16_t server_port) {
  const Fit error = either(begins(head, "-NOAUTH "), begins(head, "-DENIED Redis"));
  return server_port == 6379 ? either(error, either(begins(head, "+PONG\r\n"), begins(head, "-ERR ")))
                             : error;
}

// "*2\r\n$4\r\n..."
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server) return probe_server(head, server_port);
  if (server_port == 6379 && (head[0] | 32) >= 'a' && (head[0] | 32) <= 'z')
    return either(begins(head, "PING\r\n"), begins(head, "INFO\r\n"));
  if (head[0] != '*') return Fit::no;
  size_t at = 1;
  while (at < 5 && head[at] >= '0' && head[at] <= '9') ++at;
  if (at == 1 && head.size() > 1) return Fit::no;
  return begins(head.sub(at), "\r\n$");
}

}  // namespace

extern const Protocol redis;
const Protocol redis{.id = "redis", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
