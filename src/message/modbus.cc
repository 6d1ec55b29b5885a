// Modbus TCP (application protocol 1.1b): transaction, protocol 0, length, unit, function.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{502};

// On other ports only what is as long as its function asks for: reads and single writes have five bytes.
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (head.size() > 3 && head.be16(2) != 0) return Fit::no;
  if (head.size() < 8)
    return server_port == 502 ? Fit::unsure : head.size() > 4 && head[4] != 0 ? Fit::no : Fit::unsure;
  const size_t size = head.be16(4);
  const uint8_t function = head[7];
  if (server_port == 502) return yes_if(size >= 2 && size <= 260 && (function & 0x7f) != 0);
  return yes_if(side == flow::from_client && size == 6 && head.size() == 12 && function >= 1 &&
                function <= 6);
}

}  // namespace

extern const Protocol modbus;
const Protocol modbus{.id = "modbus", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
