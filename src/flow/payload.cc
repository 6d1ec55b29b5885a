#include "flow/payload.h"

#include <algorithm>
#include <cmath>

namespace culprit::flow {
uint32_t HistogramPool::take() {
  if (pool_.size() == kCap) {
    ++refused_;
    return kNone;
  }
  pool_.push_back(std::make_unique<Histogram>());
  pool_.back()->fill(0);
  return static_cast<uint32_t>(pool_.size() - 1);
}

void Nature::sample(Bytes payload, HistogramPool& pool) {
  if (total_ < kQuiet || total_ % kEvery != 0) return;
  if (histogram_ == HistogramPool::kNone) histogram_ = pool.take();
  if (histogram_ == HistogramPool::kNone) return;
  ++sampled_;
  compare_head(payload);
  Histogram& counts = pool[histogram_];
  const Bytes looked = payload.sub(0, kLook);
  for (size_t i = 0; i < looked.size(); ++i) ++counts[looked.data()[i]];
}

void Nature::compare_head(Bytes payload) {
  for (size_t i = 0; i < kHead; ++i) {
    const uint8_t byte = payload[i];
    if (sampled_ > 1 && heads_ < UINT16_MAX && byte == head_[i]) ++same_[i];
    head_[i] = byte;
  }
  bool same = true;
  for (size_t i = 0; i < middle_.size(); ++i) {
    const uint8_t byte = payload[payload.size() / 2 + i];
    same = same && byte == middle_[i];
    middle_[i] = byte;
  }
  if (same && sampled_ > 1 && heads_ < UINT16_MAX) ++same_middles_;
  if (sampled_ > 1 && heads_ < UINT16_MAX) ++heads_;
}

size_t Nature::constant_places() const {
  return static_cast<size_t>(std::ranges::count_if(same_, [this](uint16_t n) { return n * 10 >= heads_ * 9; }));
}

bool Nature::structured() const {
  if (heads_ < 8) return false;
  const size_t constant = constant_places();
  return constant >= 2 && constant < kHead;
}

bool Nature::alike() const { return heads_ >= 8 && constant_places() == kHead; }

void Nature::merge(const Nature& other, HistogramPool& pool, const HistogramPool& other_pool) {
  if (other.uniform_ != 0) {
    one_fill_ = one_fill_ && other.one_fill_ && (uniform_ == 0 || fill_ == other.fill_);
    if (uniform_ == 0) fill_ = other.fill_;
  }
  total_ += other.total_;
  uniform_ += other.uniform_;
  uniform_bytes_ += other.uniform_bytes_;
  sampled_ += other.sampled_;
  for (size_t i = 0; i < kHead; ++i)
    same_[i] = static_cast<uint16_t>(std::min(same_[i] + other.same_[i], int{UINT16_MAX}));
  heads_ = static_cast<uint16_t>(std::min(heads_ + other.heads_, int{UINT16_MAX}));
  same_middles_ = static_cast<uint16_t>(std::min(same_middles_ + other.same_middles_, int{UINT16_MAX}));
  if (other.histogram_ == HistogramPool::kNone) return;
  if (histogram_ == HistogramPool::kNone) histogram_ = pool.take();
  if (histogram_ == HistogramPool::kNone) return;
  for (size_t i = 0; i < 256; ++i) pool[histogram_][i] += other_pool[other.histogram_][i];
}

Histogram Nature::counts(const HistogramPool& pool) const {
  Histogram counts{};
  if (histogram_ != HistogramPool::kNone) counts = pool[histogram_];
  counts[fill_] += uniform_bytes_;
  return counts;
}

unsigned Nature::distinct(const HistogramPool& pool) const {
  unsigned n = 0;
  for (const uint64_t count : counts(pool)) n += count != 0 ? 1 : 0;
  return n;
}

double Nature::entropy(const HistogramPool& pool) const {
  const Histogram all = counts(pool);
  double sum = 0;
  for (const uint64_t count : all) sum += static_cast<double>(count);
  double bits = 0;
  for (const uint64_t count : all) {
    if (count == 0) continue;
    const double p = static_cast<double>(count) / sum;
    bits -= p * std::log2(p);
  }
  return bits > 0 ? bits : 0;
}

double Nature::printable(const HistogramPool& pool) const {
  const Histogram all = counts(pool);
  double sum = 0, shown = 0;
  for (size_t byte = 0; byte < 256; ++byte) {
    sum += static_cast<double>(all[byte]);
    if ((byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\r' || byte == '\n')
      shown += static_cast<double>(all[byte]);
  }
  return sum > 0 ? shown / sum : 0;
}

}  // namespace culprit::flow
