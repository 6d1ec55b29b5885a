#include "background.h"

#include "talk.h"
#include "web.h"

namespace evaluate {
namespace {

constexpr double frames_of_a_visit = 22;
constexpr double most_visits_per_second = 50;

Task tls_visits(Scene& scene, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    Host& client = scene.outside(own, own.percent(15));
    const TlsTalk talk{.server_name = scene.site.server_name,
                       .rounds = static_cast<int>(own.between(1, 5)),
                       .asked = log_count(own, 200, 1500),
                       .answered = log_count(own, 300, 20000),
                       .think = 200ms};
    scene.world.play(tls_talk(scene, client, scene.our_end(client), 443, talk, own));
  }
}

// Our own programs and people ask servers out there.
Task going_out(Scene& scene, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    const std::string name = any_name(own);
    Host& server = scene.outside(own, own.percent(20));
    Host& us = scene.our_end(server);
    co_await lookup(scene, *scene.own, name, server.address.v6 ? 28 : 1, address_bytes(server.address), own);
    if (own.percent(75)) {
      const TlsTalk talk{.server_name = name,
                         .rounds = static_cast<int>(own.between(1, 6)),
                         .asked = log_count(own, 200, 3000),
                         .answered = log_count(own, 300, 30000),
                         .think = 150ms};
      scene.world.play(tls_talk(scene, us, server, 443, talk, own));
    } else {
      scene.world.play(web_visit(scene, us, server, 80, own));
    }
  }
}

Task mails(Scene& scene, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    Host& far = scene.outside(own);
    const bool in = own.percent(60);
    scene.world.play(mail_delivery(scene, in ? far : *scene.own, in ? *scene.own : far, own));
  }
}

// The other hosts of our network, where the capture is taken at a switch.
Task neighbourhood(Scene& scene, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    Host& one = scene.neighbour(own);
    Host& far = scene.outside(own);
    const TlsTalk talk{.server_name = any_name(own),
                       .rounds = static_cast<int>(own.between(1, 5)),
                       .asked = log_count(own, 200, 2000),
                       .answered = log_count(own, 300, 20000),
                       .think = 150ms};
    switch (own.below(3)) {
      case 0:
        scene.world.play(web_visit(scene, far, one, 80, own));
        break;
      case 1:
        scene.world.play(tls_talk(scene, far, one, 443, talk, own));
        break;
      default:
        scene.world.play(lookup(scene, one, talk.server_name, 1, address_bytes(far.address), own));
        scene.world.play(tls_talk(scene, one, far, 443, talk, own));
    }
  }
}

}  // namespace

Day draw_day(Random random, Duration length, std::uint64_t frames) {
  Day out;
  const double span = std::max(0.05, static_cast<double>(length.count()) / 1e9);
  out.frames = log_count(random, 40, std::max(60.0, static_cast<double>(frames) / 2));
  const double most =
      std::min(most_visits_per_second, static_cast<double>(frames) / frames_of_a_visit / span);
  out.web_per_second = std::min(log_uniform(random, 0.05, most_visits_per_second), std::max(most, 0.02));
  return out;
}

void play_day(Scene& scene, const Day& day, Duration span) {
  Random random = scene.fork("day");
  const Time end = scene.end;
  const double length = std::max(0.05, static_cast<double>(span.count()) / 1e9);
  // Mean pause of an activity whose every step costs about `cost` frames, with its share of the day's frames.
  const auto pace = [&](double cost) {
    const double share = static_cast<double>(day.frames) * log_uniform(random, 0.05, 0.5);
    return seconds(length * cost / std::max(share, 0.5));
  };
  World& world = scene.world;
  if (day.web_per_second > 0)
    world.play(web_visits(scene, seconds(1 / day.web_per_second), end, random.fork("web")));
  if (random.percent(70)) world.play(lookups(scene, *scene.own, pace(2), end, random.fork("names")));
  if (random.percent(40)) world.play(tls_visits(scene, pace(40), end, random.fork("tls")));
  if (random.percent(50)) world.play(going_out(scene, pace(45), end, random.fork("out")));
  if (scene.conditions.mirror && random.percent(70))
    world.play(neighbourhood(scene, pace(35), end, random.fork("neighbours")));
  if (random.percent(15)) world.play(mails(scene, pace(40), end, random.fork("mail")));
  if (random.percent(60)) world.play(internet_noise(scene, pace(2), end, random.fork("noise")));
  if (random.percent(60)) world.play(lan_chatter(scene, pace(1), end, random.fork("lan")));
  if (random.percent(50)) world.play(time_service(scene, *scene.own, scene.outside(random), 64s, end));
  if (random.percent(25)) {
    Host& watcher = scene.outside(random);
    world.play(
        pings(scene, watcher, *scene.own, std::max<Duration>(pace(2), 200ms), end, random.fork("ping")));
  }
  if (random.percent(20)) {
    Host& admin = scene.outside(random);
    world.play(ssh_session(scene, admin, *scene.own, scene.now() + span * 2 / 3, random.fork("ssh")));
  }
}

}  // namespace evaluate
