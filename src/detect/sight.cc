#include "detect/sight.h"

namespace culprit::detect {

Sight sight_of(const flow::Traffic& traffic) {
  Sight sight;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    if (c.key.protocol != packet::proto::tcp || c.is_crowd() || c.with_payload == 0) continue;
    if (c.answered()) {
      ++sight.both;
      continue;
    }
    // Data without a handshake or an acknowledgement may be a flood's; a SYN-ACK, or data behind an own SYN, is
    // half of a dialogue.
    const flow::TcpMix mix = c.way[c.way[0].packets != 0 ? 0 : 1].tcp();
    if (mix.syn_ack != 0 || (mix.syn != 0 && mix.data != 0)) ++sight.one;
  }
  return sight;
}

}  // namespace culprit::detect
