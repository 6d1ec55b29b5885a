#include "flow/pair.h"

namespace culprit::flow {

uint32_t Pairs::make(const Address& a, const Address& b, uint16_t protocol, uint64_t hash, uint32_t cap) {
  if (pairs_.size() >= cap || !index_.insert(hash, pairs_.size())) return kNone;
  Pair& pair = pairs_.add();
  pair.a = a;
  pair.b = b;
  pair.protocol = protocol;
  return pairs_.size() - 1;
}

void Pairs::add_service(Pair& pair, uint16_t service, uint32_t conversation) {
  const unsigned at = pair.services++;
  if (at < Pair::kFew) {
    pair.few_service[at] = service;
    pair.few_conversation[at] = conversation;
    return;
  }
  if (pair.more == kNone) {
    pair.more = static_cast<uint32_t>(more_.size());
    more_.emplace_back();
  }
  More& more = more_[pair.more];
  const unsigned bit = More::bit(service);
  more.there[bit >> 6] |= uint64_t{1} << (bit & 63);
  more.service[more.count] = service;
  more.conversation[more.count++] = conversation;
}

}  // namespace culprit::flow
