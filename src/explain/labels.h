// To which group does each frame of the capture belong? For a second reading of the same frames.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "explain/explain.h"

namespace culprit::explain {

class Labels {
 public:
  static constexpr size_t kMax = size_t{1} << 26;  ///< frames (256 MiB)

  /// One frame, in the order of the pass.
  void add(uint32_t conversation, unsigned way) {
    if (places_.size() < kMax) places_.push_back(conversation * 2 + way);
  }
  /// The input has ended, and `c` has its groups.
  void settle(const flow::Traffic& traffic, std::span<const Claimed> claims, const message::Names& names,
              const Case& c);

  size_t size() const { return places_.size(); }
  /// Ids of groups; the first one, "", is for frames beyond kMax.
  const std::vector<std::string>& groups() const { return groups_; }
  /// Index into groups() of the n-th frame, counted from 0.
  uint32_t of(size_t n, Time time) const;

 private:
  struct Part {
    Time start, end;
    uint32_t group = 0;
  };
  struct Place {
    std::vector<Part> claimed;
    uint32_t rest = 0;
  };
  uint32_t index(const std::string& id);

  std::vector<uint32_t> places_;
  std::vector<Place> by_place_;
  std::vector<std::string> groups_;
};

}  // namespace culprit::explain
