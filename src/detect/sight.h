// Could answers have been seen at all? Silence means nothing where only one direction was captured.
#pragma once
#include <cstdint>

#include "flow/traffic.h"

namespace culprit::detect {

struct Sight {
  uint64_t both = 0;  ///< TCP conversations of which both directions were captured
  uint64_t one = 0;   ///< ... that acknowledge somebody of whom nothing was captured
  bool mute = false;  ///< nobody was answered, over no protocol
  /// Most dialogues lack one side: the capture shows one direction only.
  bool one_sided() const { return (one >= 3 && one > 4 * both) || mute; }
  /// At least one dialogue shows both sides, or there is none to tell by.
  bool sees_answers() const { return !one_sided(); }
};

Sight sight_of(const flow::Traffic& traffic);

}  // namespace culprit::detect
