#include "detect/sight.h"

#include <algorithm>
#include <map>

namespace culprit::detect {
namespace {

/// Of three pairs and more nobody was answered, over no protocol.
bool nobody_answers(const flow::Traffic& traffic) {
  std::map<uint32_t, uint64_t> pairs;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    if (c.packets() == 0 || is_group(c.key.a) || is_group(c.key.b) || c.key.protocol == packet::proto::arp) continue;
    if (c.answered()) return false;
    pairs[c.pair] += c.packets();
  }
  uint64_t all = 0, largest = 0;
  for (const auto& [pair, packets] : pairs) {
    all += packets;
    largest = std::max(largest, packets);
  }
  return pairs.size() >= 3 && all - largest >= 20;
}

}  // namespace

Sight sight_of(const flow::Traffic& traffic) {
  Sight sight;
  sight.mute = nobody_answers(traffic);
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
