#include "flood.h"

#include <algorithm>

namespace evaluate {
namespace {

Time last_moment(const Flood& flood, Time start, Random& random) {
  const Duration asked = 1s * flood.seconds;
  switch (flood.watch) {
    case Watch::whole_seconds:  // a clock that knows whole seconds only: more than asked, and at most one
                                // second more
      return start / 1s * Time(1s) + asked + 1s;
    case Watch::exact:
      return start + asked;
    case Watch::sloppy:
      break;
  }
  return start + asked + random.between(-300ms, 900ms);
}

}  // namespace

Task run(Scene& scene, std::shared_ptr<Flood> flood) {
  Random random = scene.fork("flood" + std::to_string(scene.now().count()));
  const Time stop = last_moment(*flood, scene.now(), random);
  const Duration gap = std::max<Duration>(seconds(flood->burst / flood->frames_per_second), 1us);
  const bool ragged = random.percent(40);
  unsigned together = 0;
  while (flood->units ? flood->sent < flood->units : scene.now() < stop) {
    Pieces pieces = flood->next();
    ++flood->sent;
    const Mark mark{.flood = flood->deed ? &flood->deed->seen : nullptr, .datagram = pieces.datagram_number};
    for (const Bytes& packet : pieces.packets) {
      send_frame(scene.world, *pieces.from, *pieces.to, packet, mark);
      if (++together < flood->burst) continue;
      together = 0;
      const Duration pause = ragged ? exponential(random, gap) : random.between(gap * 9 / 10, gap * 11 / 10);
      co_await scene.world.pause(pause);
    }
    if (flood->answered) flood->answered(pieces);
  }
  flood->ended = scene.now();
}

std::uint64_t draw_frames(Random& random) {
  if (random.percent(2)) return log_count(random, 20000, 150000);
  return log_count(random, 400, 16000);
}

Extent draw_extent(Random& random, double piece, std::uint64_t frames) {
  static const std::vector<int> lengths = {1,  2,  3,  5,   8,   10,  12,  15,  20,  25,  30,   40,
                                           45, 60, 90, 100, 120, 180, 240, 300, 600, 900, 1200, 3600};
  Extent out;
  // From a tenth of the incident's rate upwards; small packets may come slower than pieces of large ones.
  out.frames_per_second = log_uniform(random, piece > 2 ? 1293 : 180, piece > 2 ? 30000 : 60000);
  const double fits = static_cast<double>(frames) / out.frames_per_second;
  std::vector<int> whole;
  for (int length : lengths)
    if (length <= fits) whole.push_back(length);
  out.censored = whole.empty() || random.percent(12);
  out.seconds = out.censored ? pick(random, lengths)
                             : whole[whole.size() - 1 - random.below(std::min<std::size_t>(whole.size(), 4))];
  if (out.censored && out.seconds <= fits)
    out.seconds = static_cast<int>(fits) + 1 + static_cast<int>(random.below(60));
  out.shown = out.censored ? seconds(fits) : 1s * (out.seconds + 1);
  return out;
}

bool IcmpLimit::allows(Time now) {
  if (!left && now - last < 1s) return false;
  if (left) --left;
  last = now;
  return true;
}

Task refuse(Scene& scene, Pieces refused, Duration away) {
  Host& victim = *refused.to;
  co_await scene.world.pause(away);
  constexpr std::uint8_t hops = 12;
  if (victim.place == Place::outside)
    refused.ip.ttl = static_cast<std::uint8_t>(refused.ip.ttl - hops);  // as it arrived there
  const std::uint8_t protocol = victim.address.v6 ? ip_protocol::icmp6 : ip_protocol::icmp;
  Host& asker = scene.world.network.host(refused.ip.from);
  send_ip(scene.world, victim, asker, protocol, port_unreachable(refused.ip, refused.datagram),
          {.caused = true});
}

Task later(Scene& scene, Host& from, Host& to, std::uint8_t protocol, Bytes body, Duration delay) {
  co_await scene.world.pause(delay);
  send_ip(scene.world, from, to, protocol, body, {.caused = true});
}

}  // namespace evaluate
