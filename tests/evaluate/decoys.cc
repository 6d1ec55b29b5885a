#include "incident.h"

namespace evaluate {
namespace {

// A page about an address, asked for by somebody else: whois, ping, a search, a list of bans.
Request asks_about(const std::string& victim, Random& random) {
  Request out;
  switch (random.below(7)) {
    case 0:
      out.target = "/whois.php?q=" + victim;
      break;
    case 1:
      out.target = "/tools/ping?host=" + victim + "&count=" + std::to_string(random.between(1, 10));
      break;
    case 2:
      out.target = "/search?q=" + victim;
      break;
    case 3:
      out.target = "/" + any_word(random) + ".html";
      out.headers.emplace_back("Referer", "http://" + victim + "/");
      break;
    case 4:
      out.target = "/firewall/log?filter=" + victim + "&limit=50";
      break;
    case 5:
      out.method = "POST";
      out.target = "/monitor/add";
      out.headers.emplace_back("Content-Type", "application/json");
      out.body =
          "{\"address\":\"" + victim + "\",\"interval\":" + std::to_string(random.between(10, 600)) + "}";
      break;
    default:
      out.target = "/";
      out.headers.emplace_back("X-Forwarded-For", victim);
  }
  return out;
}

Task one_request(Scene& scene, Host& client, Request request, Answer answer, Random random) {
  request.host = scene.site.server_name;
  if (request.agent.empty()) request.agent = any_agent(random);
  Connection c(scene.world, client, scene.our_end(client), scene.site.web_port, round_trip(client, random));
  co_await c.open();
  co_await c.send(Side::client, bytes_of(request, random), true);
  const Duration think = log_time(random, 500us, 60ms);
  co_await scene.world.pause(think);
  answer.keep_alive = false;
  co_await c.send(Side::server, bytes_of(scene, answer, random));
  co_await c.close(Side::server);
}

}  // namespace

void play_decoys(Scene& scene, const Address& victim, Time onset, Random random) {
  if (!random.percent(15)) return;
  scene.record.tags["decoy"] = "yes";
  for (std::uint64_t left = random.between(1, 3); left > 0; --left) {
    Random own = random.fork(std::to_string(left));
    const Time when = onset + own.between(-20s, 10s);
    if (when < scene.begin) continue;
    Host& client = scene.outside(own);
    scene.world.clock.play_at(
        when, one_request(scene, client, asks_about(victim.text(), own), {.body = page(own, 400)}, own));
  }
}

}  // namespace evaluate
