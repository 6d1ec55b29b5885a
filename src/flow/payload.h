// What payloads are made of: one byte over and over, text, or anything.
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace culprit::flow {

/// How often each byte value was seen.
using Histogram = std::array<uint64_t, 256>;

/// A bounded store of histograms; a handful of heavy conversations use them.
class HistogramPool {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  /// A fresh histogram's index, or kNone when all are in use (counted).
  uint32_t take();
  Histogram& operator[](uint32_t index) { return *pool_[index]; }
  const Histogram& operator[](uint32_t index) const { return *pool_[index]; }
  uint64_t refused() const { return refused_; }

 private:
  static constexpr size_t kCap = 256;
  std::vector<std::unique_ptr<Histogram>> pool_;
  uint64_t refused_ = 0;
};

/// The nature of a run of payloads. Whether a payload is one repeated byte is asked of every payload; the
/// bytes of the others are counted for a sample (after `kQuiet` payloads, every `kEvery`-th, its first kLook
/// bytes).
class Nature {
 public:
  static constexpr uint64_t kQuiet = 32, kEvery = 16;
  static constexpr size_t kLook = 512;

  void add(Bytes payload, HistogramPool& pool) {
    if (payload.empty()) return;
    ++total_;
    if (!is_uniform(payload)) return sample(payload, pool);
    const uint8_t byte = payload.data()[0];
    if (uniform_ == 0) fill_ = byte;
    one_fill_ = one_fill_ && byte == fill_;
    ++uniform_;
    uniform_bytes_ += payload.size();
  }
  void merge(const Nature& other, HistogramPool& pool, const HistogramPool& other_pool);

  uint64_t total() const { return total_; }
  /// Payloads looked at: those of one repeated byte, and the sampled ones.
  uint64_t checked() const { return uniform_ + sampled_; }
  /// True where every payload is the same byte over and over.
  bool one_byte() const { return total_ != 0 && uniform_ == total_ && one_fill_; }
  uint8_t fill() const { return fill_; }
  /// Share of payloads that are one repeated byte each.
  double uniform_share() const {
    return total_ == 0 ? 0 : static_cast<double>(uniform_) / static_cast<double>(total_);
  }
  unsigned distinct(const HistogramPool& pool) const;
  /// Shannon entropy of the bytes looked at, bits per byte.
  double entropy(const HistogramPool& pool) const;
  double printable(const HistogramPool& pool) const;
  /// Of the first bytes of the sampled payloads some are always the same and some change: a header, as programs
  /// write it and fill bytes do not have it.
  bool structured() const;
  /// All sampled payloads begin alike.
  bool alike() const;
  /// Share of the sampled payloads whose middle is that of the one before: fillings stay the same where only a
  /// counter or a time stamp at the beginning changes. Nothing where too few were looked at.
  std::optional<double> same_middle() const {
    if (heads_ < 4) return std::nullopt;
    return static_cast<double>(same_middles_) / heads_;
  }

 private:
  static constexpr size_t kHead = 12;
  void compare_head(Bytes payload);
  size_t constant_places() const;
  /// Is it one byte over and over? memcmp against itself, shifted by one: the C library does it at memory
  /// speed.
  static bool is_uniform(Bytes b) {
    const uint8_t* p = b.data();
    const size_t n = b.size();
    return p[0] == p[n - 1] && p[0] == p[n / 2] && std::memcmp(p, p + 1, n - 1) == 0;
  }
  void sample(Bytes payload, HistogramPool& pool);
  Histogram counts(const HistogramPool& pool) const;

  uint64_t total_ = 0, uniform_ = 0, sampled_ = 0, uniform_bytes_ = 0;
  uint32_t histogram_ = HistogramPool::kNone;
  std::array<uint16_t, kHead> same_{};  ///< how often a place held the same byte as in the sample before
  std::array<uint8_t, kHead> head_{};
  std::array<uint8_t, 8> middle_{};
  uint16_t heads_ = 0;  ///< comparisons made
  uint16_t same_middles_ = 0;
  uint8_t fill_ = 0;
  bool one_fill_ = true;  ///< all uniform payloads have the same byte
};

}  // namespace culprit::flow
