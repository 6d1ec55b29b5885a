// A flood: what is sent, how fast, until when, and what comes back.
#pragma once

#include <functional>
#include <memory>

#include "scene.h"

namespace evaluate {

// How the sender's program measures its time.
enum class Watch { whole_seconds, exact, sloppy };

struct Flood {
  std::function<Pieces()> next;                 // the next datagram or packet
  std::function<void(const Pieces&)> answered;  // what the other side does about it
  Deed* deed = nullptr;
  double frames_per_second = 2000;
  unsigned burst = 1;       // frames that leave together
  std::uint64_t units = 0;  // stops after so many datagrams; 0: after `seconds`
  int seconds = 10;
  Watch watch = Watch::exact;
  // Filled in while it runs.
  std::uint64_t sent = 0;
  Time ended{};
};

// Runs from now on.
Task run(Scene& scene, std::shared_ptr<Flood> flood);

// How fast and how long, so that a capture has about `frames` of it. `piece`: frames of one unit.
struct Extent {
  double frames_per_second = 0;
  int seconds = 0;
  bool censored = false;  // the capture ends first
  Duration shown{};       // how much of it the capture is to have
};
Extent draw_extent(Random& random, double piece, std::uint64_t frames);
std::uint64_t draw_frames(Random& random);

// The host behind an address answers as its kernel's limits let it: six at once, then one a second.
struct IcmpLimit {
  int left = 6;
  Time last{};
  bool allows(Time now);
};
// "Port unreachable", from the one who got the datagram, after the way there and back.
Task refuse(Scene& scene, Pieces refused, Duration away);
// A packet of its own by `from`, after `delay`.
Task later(Scene& scene, Host& from, Host& to, std::uint8_t protocol, Bytes body, Duration delay);

}  // namespace evaluate
