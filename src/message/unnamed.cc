#include "message/unnamed.h"

#include <algorithm>

namespace culprit::message {
namespace {

bool is_fill(Bytes b) { return b.size() >= 4 && b.sub(0, b.size() - 1).text() == b.sub(1).text(); }

}  // namespace

void UnnamedPool::keep(const packet::Packet& p, flow::Conversation& c, uint32_t index,
                       const flow::Traffic& traffic) {
  if (c.kept >= kPackets || c.is_crowd()) return;
  if (is_fill(p.payload)) {
    // Says nothing; nor will what follows, where it begins like that.
    if (c.kept == 0 && p.payload.size() >= 16) c.kept = kPackets;
    return;
  }
  Slot* slot = slot_for(c, index, traffic);
  if (slot == nullptr || bytes_ >= kTotal) {
    c.kept = kPackets;  // not asked about again
    ++left_out_;
    return;
  }
  ++c.kept;
  add(*slot, p);
}

UnnamedPool::Slot* UnnamedPool::slot_for(flow::Conversation& c, uint32_t index,
                                         const flow::Traffic& traffic) {
  if (c.kept != 0) {
    const auto at = std::ranges::find(slots_, index, &Slot::conversation);
    return at == slots_.end() ? nullptr : &*at;
  }
  if (slots_.size() >= kMax && !make_room(traffic)) return nullptr;
  return &slots_.emplace_back(index);
}

// Looking through all of them for each conversation of a flood would be dear.
bool UnnamedPool::make_room(const flow::Traffic& traffic) {
  if (refused_since_++ % 256 != 0) return false;
  std::erase_if(slots_, [&](const Slot& s) {
    const bool named = !traffic[s.conversation].content.empty();
    if (named)
      for (const auto& k : s.packets) bytes_ -= k->payload.size();
    return named;
  });
  return slots_.size() < kMax;
}

void UnnamedPool::add(Slot& slot, const packet::Packet& p) {
  auto kept = std::make_unique<Kept>(p, std::string(p.payload.sub(0, kBytes).text()));
  kept->packet.payload = Bytes(kept->payload);
  bytes_ += kept->payload.size();
  slot.packets.push_back(std::move(kept));
}

std::vector<Unnamed> UnnamedPool::all(const flow::Traffic& traffic) const {
  std::vector<Unnamed> out;
  for (const Slot& s : slots_) {
    if (!traffic[s.conversation].content.empty()) continue;
    Unnamed& u = out.emplace_back(s.conversation);
    for (const auto& k : s.packets) u.packets.push_back(k->packet);
  }
  return out;
}

}  // namespace culprit::message
