// Frames inside tags and tunnels.
#pragma once

#include "conditions.h"

namespace evaluate {

bool wrap_carries(Wrap wrap, const Frame& frame);
Bytes wrapped(const Conditions& conditions, const Frame& frame);

}  // namespace evaluate
