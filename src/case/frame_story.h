// One frame explained: `culprit explain FILE --frame N`.
#pragma once
#include <string>
#include <vector>

#include "case/case.h"

namespace culprit {

struct FrameStory {
  FrameRef ref;
  Time time;
  uint32_t wire = 0;              ///< bytes on the line
  std::vector<Sentence> layers;   ///< from the outside to the inside
  std::vector<Sentence> talk;     ///< what its conversation is, and the frame's place in it
  std::vector<Sentence> program;  ///< what hints at the program that sent it, and how to ask the computer
  Group group;                    ///< the group that the frame belongs to
  std::vector<Sentence> reasons;  ///< why it is in that group
};

}  // namespace culprit
