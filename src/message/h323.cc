// H.323 call signalling (H.225.0): TPKT (RFC 1006) with a Q.931 message.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1720};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] != 3 || (head.size() > 1 && head[1] != 0)) return Fit::no;
  if (head.size() < 9) return head.size() > 4 && head[4] != 8 ? Fit::no : Fit::unsure;
  return yes_if(head.be16(2) >= 9 && head[4] == 8 && head[5] == 2 && head[8] >= 1 && head[8] <= 0x7d);
}

}  // namespace

extern const Protocol h323;
const Protocol h323{.id = "h323", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
