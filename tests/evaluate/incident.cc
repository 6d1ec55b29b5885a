#include "incident.h"

#include <cstdio>

#include "background.h"
#include "talk.h"
#include "vectors.h"

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

std::string confession(const Flood& flood) {
  char text[200];
  const double megabytes = static_cast<double>(flood.sent) * 65 / 1024;
  std::snprintf(text, sizeof text,
                "UDP Flood<br>Completed with %llu (%.2f MB) packets averaging %.2f packets per second \n",
                static_cast<unsigned long long>(flood.sent), megabytes,
                static_cast<double>(flood.sent) / std::max(flood.seconds, 1));
  return text;
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

Command command_for(Scene& scene, const Vector& vector, Random& random) {
  Command out;
  const bool v6 = vector.v6 && scene.own6 && random.percent(12);
  out.victim = v6 ? any_address6(random) : any_address(random);
  const bool dns = std::string_view(vector.id).starts_with("dns");
  if (!dns && random.percent(45))
    out.port = pick<std::uint16_t>(random, {80, 80, 443, 53, 22, 25565, 27015, 7777, 3074, 30120, 9987,
                                            static_cast<std::uint16_t>(random.between(1, 65535))});
  if (!v6 && random.percent(6)) out.name = any_name(random);
  out.method = pick<std::string>(
      random, {"udp", "UDP", "flood", "home", vector.id, "std", "UDPPLAIN", "attack", "l4"});
  return out;
}

namespace {

struct Story {
  Scene& scene;
  const Vector& vector;
  Random random;
  Command command = {};
  Extent extent = {};
  std::shared_ptr<Flood> flood = std::make_shared<Flood>();
  Order* order = nullptr;
  Host* source = nullptr;

  // The victim, or, where a whole prefix is hit, some of its hosts.
  std::vector<Host*> victims() {
    Random chance = random.fork("victim");
    return {&scene.outside(command.victim, chance)};
  }

  void plan_flood() {
    Random chance = random.fork("flood");
    extent = draw_extent(chance, vector.piece, draw_frames(chance));
    flood->frames_per_second = extent.frames_per_second;
    flood->burst = std::array<unsigned, 5>{1, 2, 8, 32, 64}[weighted(chance, {55, 10, 15, 10, 10})];
    flood->seconds = extent.seconds;
    flood->watch = vector.watch;
    source = command.victim.v6 ? scene.own6 : scene.own;
    std::size_t size = 0;
    flood->next = vector.aim(scene, {.source = source, .victims = victims(), .port = command.port},
                             chance.fork("aim"), size);
    command.seconds = extent.seconds;
    command.size = size;
    if (vector.piece < 2 && !extent.censored && chance.percent(12)) {  // counts packets instead of seconds
      flood->units = static_cast<std::uint64_t>(extent.frames_per_second * extent.seconds);
      command.count = flood->units;
      command.seconds = 0;
    } else if (chance.percent(5)) {
      command.seconds = 0;  // the script has its own idea of how long
    }
    Deed& deed = scene.record.deed(vector.kinds, "outbound", "source");
    deed.sources = {source->address.text()};
    deed.victims = {command.victim.text()};
    deed.orders = {order};
    flood->deed = &deed;
    answer_back(chance.fork("answers"));
  }

  // The victim's kernel says that nobody listens, if nothing keeps it from that.
  void answer_back(Random chance) {
    if (chance.percent(50)) return;
    const Duration away = round_trip(scene.world.network.host(command.victim), chance);
    flood->answered = [&s = scene, away, limit = IcmpLimit{}](const Pieces& pieces) mutable {
      if (limit.allows(s.now())) s.world.play(refuse(s, pieces, away));
    };
  }

  // A name is resolved first, then the flood runs; the capture goes on for `after`, or ends before the flood
  // does.
  Task unfold(Duration after) {
    if (!command.name.empty()) {
      co_await lookup(scene, *source, command.name, 1, address_bytes(command.victim), random.fork("name"));
      co_await scene.world.pause(80us);
    }
    if (extent.censored) scene.world.play(stop_after(extent.shown));
    co_await run(scene, flood);
    co_await stop_after(after);
  }
  Task stop_after(Duration pause) {
    co_await scene.world.pause(pause);
    scene.stop();
  }

  Effect effect(Duration after) {
    return {.start = [this, after] { scene.world.play(unfold(after)); },
            .ended = [f = flood] { return f->ended; },
            .words = [f = flood] { return confession(*f); }};
  }

  // What the same client tried before, and what it tries beside.
  void play_attempts(const HttpOrder& http, Host& client, Time when) {
    Random chance = random.fork("attempts");
    const auto attempt = [&](Time at, int status, bool same_script) {
      if (at <= scene.begin) return;
      HttpOrder other = http;
      const std::size_t query = other.request.target.find('?');
      if (!same_script)
        other.request.target =
            script_path(chance) + (query == std::string::npos ? "" : other.request.target.substr(query));
      Order& failed = scene.record.order(http.channel, http.encoding);
      const Delivery plain{.reply = Delivery::Reply::at_once, .status = status};
      scene.world.clock.play_at(at, deliver(scene, other, failed, client, plain, 0s, std::nullopt,
                                            chance.fork("attempt" + std::to_string(status))));
    };
    if (chance.percent(8))
      attempt(when - log_time(chance, 100ms, 20s), chance.percent(70) ? 404 : 403, false);
    if (chance.percent(4)) attempt(when - log_time(chance, 200ms, 20s), 500, true);
    if (chance.percent(4)) attempt(when + log_time(chance, 1ms, 300ms), 404, false);
  }
};

}  // namespace

void play_ordered_flood(Scene& scene, const Vector& vector) {
  auto story = std::make_shared<Story>(Story{scene, vector, scene.fork("story")});
  scene.kept.push_back(story);
  Random& random = story->random;
  story->command = command_for(scene, vector, random);
  Order& order = scene.record.order("http", "plain");
  story->order = &order;
  story->plan_flood();
  const Duration quiet = log_time(random, 300ms, 20s), after = log_time(random, 50ms, 8s);
  const Time when = scene.begin + quiet;
  scene.end = when + 1h;
  HttpOrder http = draw_order(scene, story->command, random);
  order.channel = http.channel;
  order.encoding = http.encoding;
  Host& client = scene.outside(random, random.percent(10));
  const Delivery delivery = draw_delivery(scene, random);
  scene.world.clock.play_at(when, deliver(scene, http, order, client, delivery, draw_lag(random),
                                          story->effect(after), random.fork("deliver")));
  story->play_attempts(http, client, when);
  play_decoys(scene, story->command.victim, when, random.fork("decoys"));
  const Duration span = quiet + story->extent.shown + after;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
  scene.record.tags["vector"] = vector.id;
  scene.record.tolerated = {"webshell-order", "webshell-upload", "c2", "botnet-order", "order"};
}

}  // namespace evaluate
