// Floods that come to us: from one, from many, or from addresses that are not the senders'.
#include "answers.h"
#include "background.h"
#include "classes.h"

namespace evaluate {
namespace {

// How the senders look from here.
void draw_sources(Scene& scene, Aim& aim, Random& random, Record& record) {
  const bool v6 = aim.victims.front()->address.v6;
  aim.source = &scene.outside(random, v6);
  switch (weighted(random, {35, 35, 30})) {
    case 0:
      record.tags["sources"] = "one";
      break;
    case 1:
      record.tags["sources"] = "many";
      for (std::uint64_t left = log_count(random, 2, 400); left > 0; --left)
        aim.sources.push_back(&scene.outside(random, v6));
      break;
    default:
      record.tags["sources"] = "forged";
      aim.forge = v6 ? any_address6 : any_address;
      aim.any_ttl = random.percent(50);
  }
}

void play_inbound(Scene& scene, const Vector& vector) {
  Random random = scene.fork("inbound");
  const bool v6 = vector.v6 && scene.own6 && random.percent(12);
  Aim aim;
  aim.victims = {v6 ? scene.own6 : scene.own};
  if (random.percent(60))
    aim.port = pick<std::uint16_t>(
        random, {80, 443, 53, 22, 25565, 27015, static_cast<std::uint16_t>(random.u16() | 1)});
  draw_sources(scene, aim, random, scene.record);
  const Extent extent = draw_extent(random, vector.piece, draw_frames(random));
  auto flood = std::make_shared<Flood>();
  flood->frames_per_second = extent.frames_per_second;
  flood->burst = std::array<unsigned, 3>{1, 4, 16}[weighted(random, {60, 20, 20})];
  flood->seconds = extent.seconds;
  flood->watch = Watch::sloppy;
  Deed& deed = scene.record.deed(vector.kinds, "inbound", "victim");
  deed.victims = {aim.victims.front()->address.text()};
  if (!aim.forge && aim.sources.empty()) deed.sources = {aim.source->address.text()};
  flood->deed = &deed;
  std::size_t size = 0;
  flood->next = vector.aim(scene, aim, random.fork("aim"), size);
  flood->answered = draw_answers(scene, vector, random.fork("answers"));
  const Duration quiet = random.percent(15) ? 0s : log_time(random, 200ms, 15s);
  scene.end = scene.begin + quiet + extent.shown + (extent.censored ? 0s : log_time(random, 50ms, 6s));
  scene.world.clock.play_at(scene.begin + quiet, run(scene, flood));
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
  scene.record.tags["vector"] = vector.id;
}

template <const std::vector<Vector>& (*list)(), std::size_t index>
void play(Scene& scene) {
  play_inbound(scene, list()[index]);
}

constexpr Needs seen = {.sent = false}, payload = {.sent = false, .whole_frames = true};

}  // namespace

std::vector<Class> inbound_classes() {
  return {
      {"inbound-udp",
       "our host is flooded over UDP",
       {
           {"udp-php5", 12, seen, play<udp_vectors, 0>},
           {"udp-php8", 12, seen, play<udp_vectors, 1>},
           {"udp-small", 15, seen, play<udp_vectors, 2>},
           {"udp-medium", 15, seen, play<udp_vectors, 3>},
           {"udp-noise", 15, seen, play<udp_vectors, 4>},
           {"udp-mixed-sizes", 8, seen, play<udp_vectors, 5>},
           {"udp-query", 8, seen, play<udp_vectors, 6>},
           {"udp-pieces-only", 5, seen, play<udp_vectors, 7>},
           {"dns-query", 10, payload, play<udp_vectors, 8>},
       }},
      {"inbound-tcp",
       "our host is flooded with TCP segments of no connection",
       {
           {"syn", 45, seen, play<tcp_vectors, 0>},
           {"ack", 15, seen, play<tcp_vectors, 1>},
           {"rst", 8, seen, play<tcp_vectors, 2>},
           {"psh-ack", 15, seen, play<tcp_vectors, 3>},
           {"xmas", 7, seen, play<tcp_vectors, 4>},
           {"fin", 5, seen, play<tcp_vectors, 6>},
       }},
      {"inbound-ip",
       "our host is flooded with ICMP, GRE or another protocol of IP",
       {
           {"icmp-echo", 40, seen, play<ip_vectors, 0>},
           {"icmp-error", 15, seen, play<ip_vectors, 1>},
           {"gre", 25, seen, play<ip_vectors, 2>},
           {"ip-protocol", 20, seen, play<ip_vectors, 3>},
       }},
  };
}

}  // namespace evaluate
