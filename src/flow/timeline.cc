#include "flow/timeline.h"

#include <algorithm>

namespace culprit::flow {

bool Timeline::fits(int64_t index) const {
  return std::max(last_, index) - std::min(first_, index) < static_cast<int64_t>(kBins);
}

void Timeline::widen() {
  std::array<Bin, kBins> wide{};
  for (int64_t i = first_; i <= last_; ++i) {
    Bin& to = wide[slot(i >> 1)];
    to.packets += bins_[slot(i)].packets;
    to.bytes += bins_[slot(i)].bytes;
  }
  bins_ = wide;
  first_ >>= 1;
  last_ >>= 1;
  ++shift_;
}

void Timeline::extend(Time time, uint64_t packets, uint64_t bytes) {
  int64_t index = time.ns >> shift_;
  if (!started_) {
    started_ = true;
    first_ = last_ = index;
  }
  while (!fits(index)) {
    widen();
    index = time.ns >> shift_;
  }
  first_ = std::min(first_, index);
  last_ = std::max(last_, index);
  Bin& bin = bins_[slot(index)];
  bin.packets += packets;
  bin.bytes += bytes;
}

void Timeline::merge(const Timeline& other) {
  if (other.empty()) return;
  while (started_ && shift_ < other.shift_) widen();
  if (!started_) shift_ = std::max(shift_, other.shift_);
  for (size_t i = 0; i < other.size(); ++i) {
    const Bin& bin = other.bin(i);
    const bool edge = i == 0 || i + 1 == other.size();
    if (bin.packets != 0 || bin.bytes != 0 || edge)
      add(other.start() + static_cast<int64_t>(i) * other.step_ns(), bin.packets, bin.bytes);
  }
}

}  // namespace culprit::flow
