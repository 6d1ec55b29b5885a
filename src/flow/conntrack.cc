#include "flow/conntrack.h"

#include <cstring>

namespace culprit::flow {

uint32_t Conntrack::place(const Tuple& tuple) const {
  const uint32_t first = set_of(tuple);
  uint32_t least = first;
  for (uint32_t at = first; at < first + kWays; ++at) {  // a free one has never been used
    if (ways_[at].used < ways_[least].used) least = at;
  }
  return least;
}

Tracked& Conntrack::take(uint32_t at, const Tuple& tuple) {
  forgotten_ += ways_[at].used != 0 && !entries_[at].tuple.same(tuple);
  ways_[at].tag = tag_of(tuple);
  touch(at, attempt);
  static constexpr Tracked blank;
  std::memcpy(static_cast<void*>(&entries_[at]), static_cast<const void*>(&blank), sizeof blank);
  entries_[at].tuple = tuple;
  return entries_[at];
}

void Conntrack::age() {
  for (Way& way : ways_) way.used = way.used == 0 ? 0 : (way.used & ~kClock) | 1;
  clock_ = 1;
}

}  // namespace culprit::flow
