// What the terminal can show, and the reader's clock.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace culprit::host {

struct Terminal {
  bool is_terminal = false;
  bool colour = false;   ///< a terminal, and neither NO_COLOR nor TERM=dumb says no
  bool unicode = false;  ///< the locale's character set is UTF-8
  int width = 80;
};

/// Standard output (1) or standard error (2).
Terminal look_at(int descriptor);

/// Seconds east of UTC of this computer's clock at a moment.
int64_t local_offset_s(Time time);

}  // namespace culprit::host
