// A bounded hash index: hashes to entry numbers, no deletion, a limited number of probes.
#pragma once
#include <cstdint>
#include <vector>

namespace culprit::flow {

/// Finds entry numbers by a 64-bit hash; the caller compares keys. Room for half of 2^bits entries. A search
/// ends after kProbes slots: colliding keys chosen by an attacker cost no more than that.
class Index {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  explicit Index(int bits) : slots_(size_t{1} << bits), mask_((size_t{1} << bits) - 1) {}

  template <class Same>
  uint32_t find(uint64_t hash, Same same) const {
    const uint32_t tag = tag_of(hash);
    for (size_t i = 0, at = hash & mask_; i < kProbes; ++i, at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.entry == 0) return kNone;
      if (slot.tag == tag && same(slot.entry - 1)) return slot.entry - 1;
    }
    return kNone;
  }

  /// Probably what find() would give, without a look at the entry; kNone also where it lies further off.
  uint32_t peek(uint64_t hash) const {
    const Slot& slot = slots_[hash & mask_];
    return slot.entry != 0 && slot.tag == tag_of(hash) ? slot.entry - 1 : kNone;
  }
  /// A search for this hash comes soon.
  void expect(uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }

  /// False when the neighbourhood is full.
  bool insert(uint64_t hash, uint32_t entry) {
    for (size_t i = 0, at = hash & mask_; i < kProbes; ++i, at = (at + 1) & mask_) {
      if (slots_[at].entry != 0) continue;
      slots_[at] = {tag_of(hash), entry + 1};
      return true;
    }
    return false;
  }

 private:
  static constexpr size_t kProbes = 64;
  struct Slot {
    uint32_t tag = 0, entry = 0;
  };
  static uint32_t tag_of(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

  std::vector<Slot> slots_;
  size_t mask_;
};

/// Values in blocks, so that they never move and memory grows with use.
template <class T>
class Blocks {
 public:
  uint32_t size() const { return size_; }
  T& operator[](uint32_t i) { return blocks_[i / kBlock][i % kBlock]; }
  const T& operator[](uint32_t i) const { return blocks_[i / kBlock][i % kBlock]; }
  T& add() {
    if (size_ % kBlock == 0) blocks_.emplace_back().resize(kBlock);
    return (*this)[size_++];
  }

 private:
  static constexpr uint32_t kBlock = 64;
  std::vector<std::vector<T>> blocks_;
  uint32_t size_ = 0;
};

}  // namespace culprit::flow
