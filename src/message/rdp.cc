// RDP: TPKT (RFC 1006) with an X.224 connection request or confirm (MS-RDPBCGR section 2.2.1).
#include <array>

#include "message/tpkt.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3389};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != 3 || (head.size() > 1 && head[1] != 0)) return Fit::no;
  if (head.size() < 7 || (head.size() < 12 && head.be16(2) > head.size())) return Fit::unsure;
  const bool lengths = head.be16(2) >= 11 && head.be16(2) == head[4] + 5;
  return yes_if(lengths && !is_cotp_opening(head) && head[5] == (side == flow::from_client ? 0xe0 : 0xd0) &&
                head[6] == 0);
}

}  // namespace

extern const Protocol rdp;
const Protocol rdp{.id = "rdp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
