#include "flow/connections.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace culprit::flow {

// Two connections a set on average: with a limit of 4,096, one set in 4,000 is ever full (Poisson, mean 2).
Connections::Connections(uint32_t limit)
    : limit_(std::max(limit, 1u)),
      set_mask_(std::bit_ceil(std::max(limit / 2, 1u)) - 1),
      epoch_length_(std::max(limit / 16, 1u)),
      ways_((set_mask_ + 1) * kWays) {}

uint32_t Connections::find(const Tuple& tuple) const {
  const Way* way = &ways_[set_of(tuple)];
  for (uint32_t i = 0; i < kWays; ++i) {
    if (way[i].tag != tag_of(tuple) || way[i].entry == kNone) continue;
    if (entries_[way[i].entry].tuple.same(tuple)) return way[i].entry;
  }
  return kNone;
}

uint32_t Connections::victim(const Tuple& tuple) const {
  const Way* way = &ways_[set_of(tuple)];
  uint32_t oldest = kNone;
  for (uint32_t i = 0; i < kWays; ++i) {
    const uint32_t at = way[i].entry;
    if (at == kNone) return entries_.size() - free_.size() >= limit_ ? oldest_ : kNone;
    if (oldest == kNone || entries_[at].epoch < entries_[oldest].epoch) oldest = at;
  }
  return oldest;
}

uint32_t Connections::insert(const Tuple& tuple) {
  uint32_t at = static_cast<uint32_t>(entries_.size());
  if (free_.empty()) {
    entries_.emplace_back();
  } else {
    at = free_.back();
    free_.pop_back();
    entries_[at] = Connection{};
  }
  entries_[at].tuple = tuple;
  Way* way = &ways_[set_of(tuple)];
  while (way->entry != kNone) ++way;
  *way = {tag_of(tuple), at};
  ++inserted_;
  link_front(at);
  return at;
}

void Connections::remove(uint32_t at) {
  Way* way = &ways_[set_of(entries_[at].tuple)];
  while (way->entry != at) ++way;
  *way = {};
  unlink(at);
  entries_[at].reader.reset();
  free_.push_back(at);
}

void Connections::demote(uint32_t at) {
  unlink(at);
  Connection& c = entries_[at];
  c.epoch = 0;
  c.newer = oldest_;
  c.older = kNone;
  (oldest_ == kNone ? newest_ : entries_[oldest_].older) = at;
  oldest_ = at;
}

void Connections::to_front(uint32_t at) {
  unlink(at);
  link_front(at);
}

void Connections::link_front(uint32_t at) {
  Connection& c = entries_[at];
  c.epoch = epoch();
  c.older = newest_;
  c.newer = kNone;
  (newest_ == kNone ? oldest_ : entries_[newest_].newer) = at;
  newest_ = at;
}

void Connections::unlink(uint32_t at) {
  const Connection& c = entries_[at];
  (c.newer == kNone ? newest_ : entries_[c.newer].older) = c.older;
  (c.older == kNone ? oldest_ : entries_[c.older].newer) = c.newer;
}

}  // namespace culprit::flow
