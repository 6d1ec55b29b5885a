#include "flow/conntrack.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace culprit::flow {

static_assert(std::is_trivially_copyable_v<Tracked> && alignof(Tracked) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

Conntrack::Conntrack(uint32_t limit)
    : set_mask_(std::bit_ceil(std::max(limit / static_cast<uint32_t>(kWays), 1u)) - 1),
      ways_((set_mask_ + size_t{1}) * kWays),
      storage_(std::make_unique_for_overwrite<std::byte[]>(ways_.size() * sizeof(Tracked))) {}

uint32_t Conntrack::place(const Tuple& tuple) const {
  const uint32_t first = set_of(tuple);
  uint32_t least = first;
  for (uint32_t at = first; at < first + kWays; ++at) {  // a free one has never been used
    if (ways_[at].used < ways_[least].used) least = at;
  }
  return least;
}

Tracked& Conntrack::take(uint32_t at, const Tuple& tuple) {
  static constexpr Tracked blank;
  forgotten_ += ways_[at].used != 0 && !entries()[at].tuple.same(tuple);
  ways_[at].tag = tag_of(tuple);
  touch(at, attempt);
  std::memcpy(storage_.get() + at * sizeof(Tracked), &blank, sizeof(Tracked));
  Tracked& fresh = entries()[at];
  fresh.tuple = tuple;
  return fresh;
}

void Conntrack::age() {
  for (Way& way : ways_) way.used = way.used == 0 ? 0 : (way.used & ~kClock) | 1;
  clock_ = 1;
}

}  // namespace culprit::flow
