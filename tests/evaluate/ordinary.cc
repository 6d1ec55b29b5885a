#include "ordinary.h"

#include "flood.h"

namespace evaluate {

Stretch draw_stretch(Scene& scene, Random& random, double slowest, double fastest) {
  Stretch out;
  out.frames = draw_frames(random);
  out.rate = log_uniform(random, slowest, fastest);
  out.gap = seconds(1 / out.rate);
  const Duration quiet = random.percent(25) ? 0s : log_time(random, 100ms, 10s);
  out.begin = scene.begin + quiet;
  out.end = out.begin + seconds(static_cast<double>(out.frames) / out.rate);
  scene.end = out.end + (random.percent(40) ? 0s : log_time(random, 50ms, 5s));
  return out;
}

void play_around(Scene& scene, const Stretch& stretch, const char* reason) {
  Random random = scene.fork("around");
  scene.record.benign = reason;
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random, span, std::min<std::uint64_t>(stretch.frames, 4000)), span);
}

Task stream(Scene& scene, Stream s, Time end, Random random) {
  while (scene.now() < end) {
    for (Bytes& packet : cut_udp(scene.world, *s.from, s.from_port, *s.to, s.to_port, s.next()).packets)
      send_frame(scene.world, *s.from, *s.to, std::move(packet));
    const auto spread = static_cast<std::int64_t>(static_cast<double>(s.gap.count()) * (1 - s.steady));
    const Duration pause = random.between(s.gap - Duration(spread), s.gap + Duration(spread));
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

}  // namespace evaluate
