// MongoDB (wire protocol): length, ids, operation; all little-endian.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{27017};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head.size() > 3 && (head.le32(0) < 16 || head.le32(0) > 48000000)) return Fit::no;
  if (head.size() < 16)
    return head.size() > 11 && side == flow::from_client && head.le32(8) != 0 ? Fit::no : Fit::unsure;
  const uint32_t op = head.le32(12);
  const bool known = op == 1 || (op >= 2001 && op <= 2007) || (op >= 2010 && op <= 2013);
  return yes_if(known && (side == flow::from_client) == (head.le32(8) == 0));
}

}  // namespace

extern const Protocol mongodb;
const Protocol mongodb{.id = "mongodb", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
