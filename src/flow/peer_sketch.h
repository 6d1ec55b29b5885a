// How many different peers a crowd has, and whether most of them are neighbours: in a fixed few bytes.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "base/address.h"

namespace culprit::flow {

/// HyperLogLog with 256 registers (Flajolet et al. 2007): standard error 6.5 %. Beside it the block that most
/// peers lie in, by majority vote (Boyer, Moore 1981), which finds it if it has more than half of the packets.
class PeerSketch {
 public:
  void add(uint64_t hash, const Address& peer) {
    uint8_t& r = registers_[hash >> 56];
    const auto rank = static_cast<uint8_t>(std::countl_zero(hash << 8 | 1) + 1);
    if (rank > r) r = rank;
    vote(block_of(peer), 1);
  }
  void merge(const PeerSketch& o) {
    for (size_t i = 0; i < kRegisters; ++i) registers_[i] = std::max(registers_[i], o.registers_[i]);
    vote(o.block_, o.lead_);
  }
  uint64_t count() const {
    double sum = 0;
    unsigned empty = 0;
    for (const uint8_t r : registers_) {
      sum += 1.0 / static_cast<double>(uint64_t{1} << r);  // r is at most 57
      empty += r == 0 ? 1 : 0;
    }
    constexpr double m = kRegisters, alpha = 0.7213 / (1 + 1.079 / m);
    const double raw = alpha * m * m / sum;
    const double best = raw < 2.5 * m && empty != 0 ? m * std::log(m / empty) : raw;
    return static_cast<uint64_t>(std::lround(best));
  }
  /// The block (IPv4 /24, IPv6 /48) with the lead; the lead is at most the share of packets that are its own.
  Prefix block() const { return neighbourhood(block_); }
  uint64_t lead() const { return lead_; }

 private:
  static constexpr size_t kRegisters = 256;
  static Address block_of(const Address& a) {
    return a.is_ip4() ? Address{a.hi, a.lo & ~uint64_t{0xff}} : Address{a.hi & ~uint64_t{0xffff}, 0};
  }
  void vote(const Address& block, uint64_t votes) {
    if (block == block_) {
      lead_ += votes;
    } else if (lead_ < votes) {
      lead_ = votes - lead_;
      block_ = block;
    } else {
      lead_ -= votes;
    }
  }
  std::array<uint8_t, kRegisters> registers_{};
  Address block_;
  uint64_t lead_ = 0;
};

}  // namespace culprit::flow
