// SMPP (3.4 section 3.2): length, command, status, sequence; text messages in bulk.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2775};

// Sessions begin with bind_receiver, bind_transmitter or bind_transceiver.
Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head.size() < 17) return head[0] == 0 && head[1] == 0 ? Fit::unsure : Fit::no;
  const uint32_t size = head.be32(0), command = head.be32(4), bind = command & 0x7fffffff;
  const bool known = bind == 1 || bind == 2 || bind == 9;
  const bool way = (command >> 31 != 0) == (side == flow::from_server);
  return yes_if(known && way && size >= 17 && size <= 512 && head.be32(12) != 0 &&
                (way && side == flow::from_server ? head.be32(8) < 0x500 : head.be32(8) == 0));
}

}  // namespace

extern const Protocol smpp;
const Protocol smpp{.id = "smpp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
