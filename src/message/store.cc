#include "message/store.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "message/order.h"

namespace culprit::message {

/// What a message takes in memory, about.
static size_t bytes_of(const Message& m) {
  size_t bytes = sizeof(Store::Kept) + m.line.size() + m.path.size() + m.host.size() + m.answer_text.size();
  for (const Field& f : m.fields) bytes += sizeof(Field) + f.name.size() + f.value.size();
  return bytes;
}

void Store::keep(uint64_t mark, bool order, Message&& message) {
  if (is_full()) clear_half();
  const size_t bytes = bytes_of(message);
  bytes_ += bytes;
  kept_.push_back({mark, order, bytes, std::move(message)});
}

uint64_t Store::add(Message&& message) {
  ++total_;
  rate_.add(message.end, 1, 0);
  const uint64_t mark = next_++;
  const bool order = read_order(message).has_value();
  keep(mark, order, std::move(message));
  return mark;
}

Message* Store::find(uint64_t mark) {
  const auto at = std::ranges::lower_bound(kept_, mark, {}, &Kept::mark);
  return at != kept_.end() && at->mark == mark ? &at->message : nullptr;
}

/// Was it said in the half minute before one of the onsets, or at most `late` after it?
static bool just_before(const Message& m, const std::vector<Time>& onsets, int64_t late) {
  const auto next = std::ranges::lower_bound(onsets, m.end + -late);
  return next != onsets.end() && *next - m.end < 30 * kSecond;
}

/// Between which two hosts it was said.
static uint64_t pair_of(const Message& m) { return m.client.hash() ^ m.server.hash(); }

/// Pairs of hosts that fill more than an eighth of the store: what they say is more of the same.
static std::unordered_set<uint64_t> talkative(const std::vector<Store::Kept>& kept) {
  std::unordered_map<uint64_t, size_t> count;
  for (const Store::Kept& k : kept) ++count[pair_of(k.message)];
  std::unordered_set<uint64_t> out;
  for (const auto& [pair, n] : count)
    if (n > Store::kMax / 8) out.insert(pair);
  return out;
}

/// Thins the older half until a quarter of the room is free.
void Store::clear_half() {
  const size_t before = kept_.size();
  const uint64_t middle = kept_[before / 2].mark;
  // A stream of false orders must not fill the store for good: beyond a half of it they go like the rest.
  const bool keep_orders = static_cast<size_t>(std::ranges::count_if(kept_, &Kept::order)) <= kMax / 2;
  const std::vector<Time> onsets = onsets_ ? onsets_() : std::vector<Time>{};
  const std::unordered_set<uint64_t> loud = talkative(kept_);
  const auto roomy = [&] {
    bytes_ = 0;
    for (const Kept& k : kept_) bytes_ += k.bytes;
    return kept_.size() <= kMax * 3 / 4 && bytes_ <= kMaxBytes * 3 / 4;
  };
  constexpr int kLoudFirst = 6;  // so often the talkative are thinned before the others are
  for (int tries = loud.empty() ? kLoudFirst : 0; tries < kLoudFirst + 8 && !roomy(); ++tries) {
    if (tries > kLoudFirst) sample_every_ = std::min<uint64_t>(sample_every_ * 2, uint64_t{1} << 40);
    std::erase_if(kept_, [&](const Kept& k) {
      if (k.mark >= middle || (k.order && keep_orders)) return false;
      const bool is_loud = loud.contains(pair_of(k.message));
      if (!is_loud && tries < kLoudFirst) return false;
      if (k.mark % (sample_every_ << (is_loud ? std::min(tries, kLoudFirst) : 0)) == 0) return false;
      // What a flood itself seems to say comes after its onset.
      return !just_before(k.message, onsets, is_loud ? 0 : kSecond);
    });
  }
  while (!roomy())
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(kept_.size() / 2 + 1));
  dropped_ += before - kept_.size();
}

void Store::merge(const Store& other) {
  for (const Kept& k : other.kept_) {
    keep(next_++, k.order, Message(k.message));
  }
  rate_.merge(other.rate_);
  total_ += other.total_;
  dropped_ += other.dropped_;
}

void Store::settle() {
  std::ranges::stable_sort(kept_, [](const Kept& x, const Kept& y) {
    const auto key = [](const Kept& k) {
      return std::tie(k.message.end, k.message.last, k.message.first, k.message.line);
    };
    return key(x) < key(y);
  });
}

}  // namespace culprit::message
