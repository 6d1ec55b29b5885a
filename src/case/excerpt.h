// The bytes of a packet that a case cites.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/ref.h"
#include "base/time.h"
#include "case/sentence.h"

namespace culprit {

/// A stretch of an excerpt, and what it is.
struct Mark {
  uint32_t at = 0, size = 0;  ///< bytes from the frame's beginning
  Sentence what;
  bool telling = false;  ///< it is what the claim rests on; else a header, for orientation
};

struct Excerpt {
  FrameRef ref;
  Time time;
  uint32_t wire = 0;        ///< length of the frame on the line
  uint32_t captured = 0;    ///< ... in the file; `bytes` has the beginning of it
  std::string bytes;        ///< raw
  std::vector<Mark> marks;  ///< by place; the more special ones later where they overlap
};

}  // namespace culprit
