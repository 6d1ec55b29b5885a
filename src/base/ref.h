// What evidence points with.
#pragma once
#include <compare>
#include <cstdint>

namespace culprit {

/// One frame of one input. `frame` counts from 1 within its file, as Wireshark shows it; 0 means none.
struct FrameRef {
  uint32_t file = 0;
  uint64_t frame = 0;
  friend constexpr auto operator<=>(FrameRef, FrameRef) = default;
};

}  // namespace culprit
