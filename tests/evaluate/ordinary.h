// Heavy or odd traffic that is not hostile: the parts that captures of it are made of.
#pragma once

#include "background.h"
#include "classes.h"
#include "talk.h"

namespace evaluate {

// Quiet time, `frames` of something at `rate` frames a second, and a day around it. Gives the heavy part's
// begin.
struct Stretch {
  std::uint64_t frames = 0;
  double rate = 0;
  Time begin{}, end{};
  Duration gap{};  // between two frames
};
Stretch draw_stretch(Scene& scene, Random& random, double slowest, double fastest);
void play_around(Scene& scene, const Stretch& stretch, const char* reason);

// Some datagrams one way, `gap` apart.
struct Stream {
  Host* from = nullptr;
  std::uint16_t from_port = 0;
  Host* to = nullptr;
  std::uint16_t to_port = 0;
  Duration gap{};
  std::function<Bytes()> next;
  double steady = 0.9;  // 1: exactly `gap` apart; 0: at random
};
Task stream(Scene& scene, Stream stream, Time end, Random random);

}  // namespace evaluate
