// Naming what was given instead of a capture.
#pragma once
#include "base/bytes.h"
#include "base/result.h"

namespace culprit::capture {

/// What the bytes are, in one sentence, and the one next step. `head` is the beginning of the input,
/// uncompressed; the more of it (up to 4 KiB), the surer the answer.
Error recognise(Bytes head);

/// Whether they begin with the mark of something that is no capture, or none that culprit reads.
bool is_known(Bytes head);

}  // namespace culprit::capture
