#include "flow/connections.h"

#include <algorithm>

namespace culprit::flow {

Connections::Connections(uint32_t limit)
    : limit_(std::max(limit, 1u)), epoch_length_(std::max(limit / 16, 1u)) {}

uint32_t Connections::insert(uint32_t tracked) {
  uint32_t at = static_cast<uint32_t>(entries_.size());
  if (free_.empty()) {
    entries_.emplace_back();
  } else {
    at = free_.back();
    free_.pop_back();
    entries_[at] = Connection{};
  }
  entries_[at].tracked = tracked;
  ++inserted_;
  link_front(at);
  return at;
}

void Connections::remove(uint32_t at) {
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
