// The bytes of one packet, with the stretches marked that a claim rests on.
#pragma once
#include "capture/frame.h"
#include "case/case.h"

namespace culprit::evidence {

/// Of a longer frame its beginning is kept.
inline constexpr size_t kExcerpt = 512;

/// `c` says what the frame is cited for: the order that it holds, the flood that it belongs to.
Excerpt excerpt(const capture::Frame& frame, const Case& c);

}  // namespace culprit::evidence
