// Packets and bytes over time, in bins that widen as the capture grows.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/time.h"

namespace culprit::flow {

/// At most kBins bins of 2^shift ns, aligned to absolute time: so two timelines merge exactly, and a finer
/// one adds into a coarser one. Starts at about 1 ms and doubles when the time span outgrows it.
class Timeline {
 public:
  static constexpr size_t kBins = 256;
  static constexpr int kFirstShift = 20;
  struct Bin {
    uint64_t packets = 0, bytes = 0;
  };

  void add(Time time, uint64_t packets, uint64_t bytes) {
    const int64_t index = time.ns >> shift_;
    if (!started_ || index < first_ || index > last_) return extend(time, packets, bytes);
    Bin& bin = bins_[slot(index)];
    bin.packets += packets;
    bin.bytes += bytes;
  }
  void merge(const Timeline& other);

  bool empty() const { return !started_; }
  int shift() const { return shift_; }
  int64_t step_ns() const { return int64_t{1} << shift_; }
  /// Time at which bin 0 begins.
  Time start() const { return {first_ << shift_}; }
  /// Bins from the first to the last used.
  size_t size() const { return started_ ? static_cast<size_t>(last_ - first_) + 1 : 0; }
  const Bin& bin(size_t i) const { return bins_[slot(first_ + static_cast<int64_t>(i))]; }

 private:
  static size_t slot(int64_t index) { return static_cast<size_t>(index) % kBins; }
  void extend(Time time, uint64_t packets, uint64_t bytes);
  void widen();
  bool fits(int64_t index) const;

  std::array<Bin, kBins> bins_{};
  int64_t first_ = 0, last_ = 0;  ///< bin indices since 1970
  int shift_ = kFirstShift;
  bool started_ = false;
};

/// A bounded store of timelines for the conversations that carry most.
class TimelinePool {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t take() {
    if (pool_.size() == kCap) return kNone;
    pool_.push_back(std::make_unique<Timeline>());
    return static_cast<uint32_t>(pool_.size() - 1);
  }
  Timeline& operator[](uint32_t index) { return *pool_[index]; }
  const Timeline& operator[](uint32_t index) const { return *pool_[index]; }

 private:
  static constexpr size_t kCap = 512;
  std::vector<std::unique_ptr<Timeline>> pool_;
};

}  // namespace culprit::flow
