#include "flow/reorder.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace culprit::flow {

void Window::consume(uint32_t count) {
  Range& range = ranges_.front();
  range.begin += count;
  range.size -= count;
  if (range.size == 0) ranges_.erase(ranges_.begin());
}

Bytes Window::contiguous(uint32_t seq, uint32_t size) const {
  const uint32_t at = seq & (size_ - 1);
  return {ring_.get() + at, std::min(size, size_ - at)};
}

bool Window::equals(uint32_t seq, Bytes bytes) const {
  while (!bytes.empty()) {
    const Bytes held = contiguous(seq, static_cast<uint32_t>(bytes.size()));
    if (std::memcmp(held.data(), bytes.data(), held.size()) != 0) return false;
    seq += static_cast<uint32_t>(held.size());
    bytes = bytes.sub(held.size());
  }
  return true;
}

void Window::copy(uint32_t seq, Bytes bytes) {
  while (!bytes.empty()) {
    const uint32_t at = seq & (size_ - 1);
    const Bytes part = bytes.sub(0, size_ - at);
    std::memcpy(ring_.get() + at, part.data(), part.size());
    seq += static_cast<uint32_t>(part.size());
    bytes = bytes.sub(part.size());
  }
}

Window::Taken Window::take(uint32_t next, uint32_t seq, Bytes bytes, const Stamp& stamp) {
  Taken taken;
  const uint32_t ahead = seq - next;
  if (ahead >= size_ || bytes.size() > size_ - ahead || ranges_.size() >= kMaxRanges) return {.fits = false};
  const auto keep = [&](size_t index, size_t count) {
    const Bytes part = bytes.sub(0, count);
    if (part.empty()) return false;
    copy(seq, part);
    ranges_.insert(ranges_.begin() + static_cast<ptrdiff_t>(index),
                   {seq, static_cast<uint32_t>(part.size()), stamp});
    seq += static_cast<uint32_t>(part.size());
    bytes = bytes.sub(part.size());
    return true;
  };
  for (size_t i = 0; i < ranges_.size() && !bytes.empty(); ++i) {
    const uint32_t at = seq - next, begin = ranges_[i].begin - next, end = begin + ranges_[i].size;
    if (at < begin && keep(i, begin - at)) continue;  // the range that was at i follows at i + 1
    if (at >= end) continue;
    const Bytes again = bytes.sub(0, end - at);
    taken.repeated = true;
    taken.differs = taken.differs || !equals(seq, again);
    seq += static_cast<uint32_t>(again.size());
    bytes = bytes.sub(again.size());
  }
  keep(ranges_.size(), bytes.size());
  return taken;
}

bool Window::differs(uint32_t next, uint32_t seq, Bytes bytes) const {
  const uint32_t from = seq - next, to = from + static_cast<uint32_t>(bytes.size());
  for (const Range& range : ranges_) {
    const uint32_t begin = std::max(range.begin - next, from), end = std::min(range.end() - next, to);
    if (begin < end && !equals(next + begin, bytes.sub(begin - from, end - begin))) return true;
  }
  return false;
}

ReorderPool::ReorderPool(size_t window_bytes, size_t total_bytes)
    : window_bytes_(static_cast<uint32_t>(std::bit_ceil(std::clamp<size_t>(window_bytes, 16, 1 << 24)))),
      max_windows_(std::max<size_t>(total_bytes / window_bytes_, 1)) {}

uint32_t ReorderPool::lend(uint32_t connection, Side side) {
  uint32_t at = static_cast<uint32_t>(slots_.size());
  if (!free_.empty()) {
    at = free_.back();
    free_.pop_back();
  } else if (slots_.size() < max_windows_) {
    slots_.emplace_back(window_bytes_);
  } else {
    return kNone;
  }
  slots_[at].owner = {connection, side};
  slots_[at].since = ++lent_;
  return at;
}

void ReorderPool::give_back(uint32_t window) {
  slots_[window].window.clear();
  slots_[window].owner = {};
  free_.push_back(window);
}

ReorderPool::Owner ReorderPool::oldest() const {
  const Slot* oldest = nullptr;
  for (const Slot& slot : slots_) {
    if (slot.owner.connection == kNone) continue;
    if (oldest == nullptr || slot.since < oldest->since) oldest = &slot;
  }
  return oldest == nullptr ? Owner{} : oldest->owner;
}

}  // namespace culprit::flow
