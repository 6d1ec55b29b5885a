// Finding the next record behind a damaged one.
#pragma once
#include <algorithm>

#include "capture/pieces.h"

namespace culprit::capture {

inline constexpr size_t kNoRecord = SIZE_MAX;

/// How a search went on.
struct Search {
  enum class Outcome : uint8_t { starved, found, given_up };
  Step step;
  Outcome outcome = Outcome::starved;
  uint64_t skipped = 0;  ///< bytes passed over since reading was lost
};

/// Looks for a record byte by byte, for at most 1 MiB from where reading was lost; `skipped` bytes of it are
/// behind. `judge(at)`: 0 = a record begins there, kNoRecord = none does, else so many bytes from there are
/// wanted to tell.
template <class Judge>
Search find_record(Bytes view, uint64_t skipped, Judge judge) {
  constexpr uint64_t kMost = 1 << 20;
  constexpr size_t kLeastFetch = 4096;  // not byte after byte into the carry
  for (size_t at = 0;; ++at) {
    const uint64_t passed = skipped + at;
    if (passed > kMost) return {{0, at, 0}, Search::Outcome::given_up, passed};
    const size_t need = judge(at);
    if (need == 0) return {{0, at, 0}, Search::Outcome::found, passed};
    if (need != kNoRecord) return {{0, at, std::max(need, kLeastFetch)}, Search::Outcome::starved, passed};
    if (at >= view.size()) return {{0, view.size(), kLeastFetch}, Search::Outcome::starved, passed};
  }
}

}  // namespace culprit::capture
