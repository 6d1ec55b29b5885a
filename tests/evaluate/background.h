// An ordinary day around the deed: some of many activities, as dense as a share of the capture's frames
// allows.
#pragma once

#include "scene.h"

namespace evaluate {

struct Day {
  double web_per_second = 0;    // visits of our web server; 0: no web server
  std::uint64_t frames = 1000;  // of all else, about
};

// A day for a capture of `length`, with at most about `frames` frames.
Day draw_day(Random random, Duration length, std::uint64_t frames);
// Goes on until the capture ends, which is in about `span`.
void play_day(Scene& scene, const Day& day, Duration span);

}  // namespace evaluate
