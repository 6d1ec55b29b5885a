#include "flow/reassembly.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace culprit::flow {
namespace {

using packet::Packet;

constexpr int64_t kLife = 30 * kSecond;  // common stacks give up after 15 to 60 s (RFC 1122 section 3.3.2)

}  // namespace

bool Reassembly::is_of(const Slot& slot, const Packet& p) {
  return slot.used && slot.id == p.ip_id && slot.protocol == p.protocol && slot.src == p.src &&
         slot.dst == p.dst;
}

Reassembly::Slot* Reassembly::set(const Packet& p) {
  return &slots_[(mix(p.src.lo ^ p.dst.lo, uint64_t{p.ip_id} << 16 | p.protocol) % kSets) * kWays];
}

Reassembly::Slot* Reassembly::find(const Packet& p) {
  if (used_ == 0) return nullptr;
  Slot* slot = set(p);
  for (size_t i = 0; i < kWays; ++i, ++slot) {
    if (!is_of(*slot, p)) continue;
    if (p.time - slot->began < kLife) return slot;
    ++stats_.given_up;
    drop(*slot);
    return nullptr;
  }
  return nullptr;
}

void Reassembly::drop(Slot& slot) {
  slot.used = false;
  --used_;
}

bool Reassembly::may_begin(const Packet& p, bool wanted) {
  if (++waited_ == kOrphanEvery) {
    waited_ = 0;
    credit_ = std::min(credit_ + 1, kMaxOrphans);
  }
  if (!p.is_later_fragment()) {
    refused_.used = !wanted;
    refused_.src = p.src;
    refused_.dst = p.dst;
    refused_.id = p.ip_id;
    refused_.protocol = p.protocol;
    return wanted;
  }
  if (is_of(refused_, p) || credit_ == 0) return false;
  --credit_;
  return true;
}

Reassembly::Slot* Reassembly::begin(const Packet& p) {
  Slot* chosen = set(p);
  for (size_t i = 0; i < kWays; ++i) {
    Slot& slot = set(p)[i];
    if (!chosen->used) break;
    if (!slot.used || slot.began < chosen->began) chosen = &slot;
  }
  if (chosen->used) {
    ++stats_.given_up;
    drop(*chosen);
  }
  ++used_;
  chosen->src = p.src;
  chosen->dst = p.dst;
  chosen->began = p.time;
  chosen->id = p.ip_id;
  chosen->protocol = p.protocol;
  chosen->used = true;
  chosen->orphan = p.is_later_fragment();
  chosen->size = UINT32_MAX;
  chosen->ranges.clear();
  chosen->bytes.clear();
  return chosen;
}

// Puts `bytes` in their place. False: they contradict what is there.
bool Reassembly::take(Slot& slot, uint32_t begin, Bytes bytes) {
  const uint32_t end = begin + static_cast<uint32_t>(bytes.size());
  if (slot.bytes.size() < end) slot.bytes.resize(end);
  for (const Range& held : slot.ranges) {
    const uint32_t from = std::max(held.begin, begin), to = std::min(held.end, end);
    if (from < to && std::memcmp(&slot.bytes[from], bytes.data() + (from - begin), to - from) != 0)
      return false;
  }
  std::memcpy(slot.bytes.data() + begin, bytes.data(), bytes.size());
  Range merged{begin, end};
  std::erase_if(slot.ranges, [&](const Range& held) {
    if (held.end < merged.begin || held.begin > merged.end) return false;
    merged = {std::min(held.begin, merged.begin), std::max(held.end, merged.end)};
    return true;
  });
  slot.ranges.insert(std::ranges::upper_bound(slot.ranges, merged.begin, {}, &Range::begin), merged);
  return slot.ranges.size() <= kMaxRanges;
}

// The datagram's size, once its last piece has told it. False: another one told another size.
bool Reassembly::learn_size(Slot& slot, const Packet& p, uint32_t end) {
  if (!p.more_fragments) {
    if (slot.size != UINT32_MAX && slot.size != end) return false;
    slot.size = end;
  }
  return slot.size == UINT32_MAX || (end <= slot.size && slot.bytes.size() <= slot.size);
}

Bytes Reassembly::add(const Packet& p, bool wanted) {
  Slot* slot = find(p);
  if (slot != nullptr && !p.is_later_fragment() && !wanted) drop(*std::exchange(slot, nullptr));
  if (slot == nullptr && !may_begin(p, wanted)) return {};
  const Bytes bytes = packet::carried(p);
  const uint32_t end = p.fragment_offset + static_cast<uint32_t>(bytes.size());
  const bool odd = p.more_fragments && bytes.size() % 8 != 0;  // receivers drop these
  if (bytes.empty() || odd || end > kMaxDatagram || (p.oddities & packet::cut_by_snaplen) != 0) return {};
  if (slot == nullptr) slot = begin(p);
  if (!learn_size(*slot, p, end) || !take(*slot, p.fragment_offset, bytes)) {
    ++stats_.conflicting;
    drop(*slot);
    return {};
  }
  if (slot->ranges.size() != 1 || slot->ranges[0].begin != 0 || slot->ranges[0].end != slot->size) return {};
  ++stats_.whole;
  if (slot->orphan) credit_ = std::min(credit_ + 2, kMaxOrphans);
  drop(*slot);
  return {slot->bytes.data(), slot->size};
}

}  // namespace culprit::flow
