// Floods that come to us: from one, from many, or from addresses that are not the senders'.
#include "answers.h"
#include "background.h"
#include "classes.h"
#include "webflood.h"

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

std::vector<Host*> all_of_us(Scene& scene, Random& random) {
  std::vector<Host*> out = {scene.own};
  for (std::uint32_t i = 1; i < 255; ++i)
    if (random.percent(85)) out.push_back(&scene.neighbour(random, i));
  return out;
}

void play_inbound(Scene& scene, const Vector& vector, bool carpet = false) {
  Random random = scene.fork("inbound");
  if (carpet) scene.conditions.mirror = true;
  const bool v6 = !carpet && vector.v6 && scene.own6 && random.percent(12);
  Aim aim;
  aim.victims = {v6 ? scene.own6 : scene.own};
  if (scene.conditions.mirror && !v6 && random.percent(35)) aim.victims = {&scene.neighbour(random)};
  if (carpet) aim.victims = all_of_us(scene, random);
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
  deed.victims = {aim.victims.front()->address.text() + (carpet ? "/24" : "")};
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

void play_web(Scene& scene, bool slow) {
  Random random = scene.fork("inbound");
  WebFlood flood = draw_web_flood(slow, random);
  flood.port = scene.site.web_port;
  flood.victim = scene.own;
  flood.victim_name = scene.site.server_name;
  for (std::uint64_t left = random.percent(40) ? 1 : log_count(random, 2, 300); left > 0; --left)
    flood.sources.push_back(&scene.outside(random));
  Deed& deed = slow ? scene.record.deed({"slow-http-flood", "slow-http"}, "inbound", "victim")
                    : scene.record.deed({"http-flood"}, "inbound", "victim");
  deed.victims = {scene.own->address.text()};
  if (flood.sources.size() == 1) deed.sources = {flood.sources.front()->address.text()};
  flood.deed = &deed;
  const Duration quiet = random.percent(15) ? 1ms : log_time(random, 200ms, 15s);
  const Duration span = quiet + 1s * flood.seconds + log_time(random, 50ms, 6s);
  scene.end = scene.begin + span;
  scene.world.clock.play_at(scene.begin + quiet, run(scene, std::move(flood), random.fork("run")));
  play_day(scene, draw_day(random.fork("day"), span, std::min<std::uint64_t>(draw_frames(random), 6000)),
           span);
}

template <const std::vector<Vector>& (*list)(), std::size_t index>
void play(Scene& scene) {
  play_inbound(scene, list()[index]);
}

constexpr Needs seen = {.sent = false}, payload = {.sent = false, .whole_frames = true},
                door = {.ethernet = true, .sent = false};

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
      {"inbound-web",
       "our web server is flooded with requests",
       {
           {"http", 65, payload, [](Scene& s) { play_web(s, false); }},
           {"slow-http", 35, payload, [](Scene& s) { play_web(s, true); }},
       }},
      {"inbound-carpet",
       "all of our network is flooded",
       {
           {"udp", 60, door, [](Scene& s) { play_inbound(s, find_vector("udp-noise"), true); }},
           {"udp-small", 20, door, [](Scene& s) { play_inbound(s, find_vector("udp-small"), true); }},
           {"syn", 20, door, [](Scene& s) { play_inbound(s, find_vector("syn"), true); }},
       }},
  };
}

}  // namespace evaluate
