// What the one who is hit by a flood sends back, if anything.
#pragma once

#include "flood.h"
#include "vectors.h"

namespace evaluate {

// Nothing where a filter drops the flood; else what the kernel of `victim` says to each packet.
std::function<void(const Pieces&)> draw_answers(Scene& scene, const Vector& vector, Random random);

}  // namespace evaluate
