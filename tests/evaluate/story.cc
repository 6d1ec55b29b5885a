#include "story.h"

#include <cstdio>

#include "answers.h"
#include "background.h"
#include "bots.h"
#include "talk.h"
#include "webflood.h"

namespace evaluate {
namespace {

std::string confession(const Flood& flood) {
  char text[200];
  const double megabytes = static_cast<double>(flood.sent) * 65 / 1024;
  std::snprintf(text, sizeof text,
                "UDP Flood<br>Completed with %llu (%.2f MB) packets averaging %.2f packets per second \n",
                static_cast<unsigned long long>(flood.sent), megabytes,
                static_cast<double>(flood.sent) / std::max(flood.seconds, 1));
  return text;
}

bool over_web(const Plan& plan) { return std::string_view(plan.vector).ends_with("http"); }

// A flood over UDP of a script asks for a port seldom; one over HTTP goes to a web server.
void draw_port(const Plan& plan, Command& out, Random& random) {
  if (std::string_view(plan.vector) == "dns-query") {
    out.port = 53;
  } else if (over_web(plan)) {
    out.port = pick<std::uint16_t>(random, {80, 80, 80, 8080});
  } else if (random.percent(45)) {
    out.port = pick<std::uint16_t>(random, {80, 80, 443, 53, 22, 25565, 27015, 7777, 3074, 30120, 9987,
                                            static_cast<std::uint16_t>(random.between(1, 65535))});
  }
}

struct Story {
  Scene& scene;
  Plan plan;
  Random random;
  Command command = {};
  Extent extent = {};
  std::shared_ptr<Flood> flood = std::make_shared<Flood>();
  Order* order = nullptr;
  Deed* deed = nullptr;
  Host* source = nullptr;
  Duration after{};
  std::function<Task()> attack = {};  // all of it

  void draw_command() {
    const bool can_v6 = over_web(plan) || find_vector(plan.vector).v6;
    const bool v6 = can_v6 && scene.own6 && !plan.carpet && random.percent(12) &&
                    (plan.by == By::http || plan.by == By::https);
    command.victim = v6 ? any_address6(random) : any_address(random);
    if (plan.carpet) command.victim.octets[3] = 0;
    draw_port(plan, command, random);
    const bool nameable = plan.by == By::http || plan.by == By::polling;
    if (!v6 && !plan.carpet && nameable && random.percent(6)) command.name = any_name(random);
    command.method =
        pick<std::string>(random, {"udp", "UDP", "flood", "home", plan.vector, "std", "attack", "l4"});
    source = v6 ? scene.own6 : scene.own;
  }

  // The victim, or, where a whole prefix is hit, some of its hosts.
  std::vector<Host*> victims() {
    Random chance = random.fork("victim");
    if (!plan.carpet) return {&scene.outside(command.victim, chance)};
    std::vector<Host*> out;
    for (std::uint32_t i = 1; i < 255; ++i)
      if (chance.percent(90)) out.push_back(&scene.outside(command.victim.plus(i), chance));
    return out;
  }

  void plan_deed(std::vector<std::string> kinds) {
    deed = &scene.record.deed(std::move(kinds), "outbound", plan.forged ? "spoofing-source" : "source");
    if (!plan.forged) deed->sources = {source->address.text()};
    deed->victims = {command.victim.text() + (plan.carpet ? "/24" : "")};
    if (order) deed->orders = {order};
  }

  void plan_flood() {
    Random chance = random.fork("flood");
    const Vector& vector = find_vector(plan.vector);
    std::uint64_t frames = draw_frames(chance);
    if (plan.view == View::few_frames || plan.view == View::middle)
      frames = std::max<std::uint64_t>(frames, 3000);
    if (plan.small) frames = std::max<std::uint64_t>(2000, std::min<std::uint64_t>(frames, 6000));
    do extent = draw_extent(chance, vector.piece, frames);
    while (plan.small && extent.censored);
    flood->frames_per_second = extent.frames_per_second;
    flood->burst = std::array<unsigned, 5>{1, 2, 8, 32, 64}[weighted(chance, {55, 10, 15, 10, 10})];
    flood->seconds = extent.seconds;
    flood->watch = plan.by == By::http || plan.by == By::https ? vector.watch : Watch::exact;
    std::size_t size = 0;
    Aim aim;
    aim.source = source;
    aim.victims = victims();
    aim.port = command.port;
    if (plan.forged) aim.forge = any_address;
    flood->next = vector.aim(scene, aim, chance.fork("aim"), size);
    command.seconds = extent.seconds;
    command.size = size;
    if (vector.piece < 2 && !extent.censored && chance.percent(12)) {  // counts packets instead of seconds
      flood->units = static_cast<std::uint64_t>(extent.frames_per_second * extent.seconds);
      command.count = flood->units;
      command.seconds = 0;
    } else if (chance.percent(5)) {
      command.seconds = 0;  // the script has its own idea of how long
    }
    plan_deed(vector.kinds);
    flood->deed = deed;
    if (!plan.carpet && !plan.forged) flood->answered = draw_answers(scene, vector, chance.fork("answers"));
    attack = [this] { return run(scene, flood); };
  }

  void plan_web_flood() {
    Random chance = random.fork("flood");
    const bool slow = std::string_view(plan.vector) == "slow-http";
    if (slow)
      plan_deed({"slow-http-flood", "slow-http"});
    else
      plan_deed({"http-flood"});
    Host& victim = scene.outside(command.victim, chance);
    WebFlood web = draw_web_flood(slow, chance);
    web.deed = deed;
    web.sources = {source};
    web.victim = &victim;
    web.port = command.port.value_or(80);
    web.victim_name = command.name.empty() ? command.victim.text() : command.name;
    extent = {.frames_per_second = web.per_second, .seconds = web.seconds, .shown = 1s * web.seconds};
    command.seconds = web.seconds;
    flood->seconds = web.seconds;
    attack = [this, web, chance] { return web_flood_and_note(web, chance); };
  }
  Task web_flood_and_note(WebFlood web, Random chance) {
    co_await run(scene, std::move(web), chance);
    flood->ended = scene.now();
  }

  void plan_attack() { over_web(plan) ? plan_web_flood() : plan_flood(); }

  // A name is resolved first, then the flood runs; the capture goes on for `after`, or ends before the flood
  // does.
  Task unfold() {
    if (!command.name.empty()) {
      co_await lookup(scene, *source, command.name, 1, address_bytes(command.victim), random.fork("name"));
      co_await scene.world.pause(80us);
      if (flood->watch == Watch::whole_seconds && random.percent(60))
        scene.world.play(look_up_again(log_time(random, 4ms, 200ms)));
    }
    if (plan.view == View::middle || plan.view == View::few_frames)
      scene.tap.open_at(scene.now() + seconds(static_cast<double>(extent.shown.count()) / 1e9 *
                                              log_uniform(random, 0.02, 0.6)));
    if (extent.censored && !plan.small) scene.world.play(stop_after(extent.shown));
    co_await attack();
    if (!plan.small) co_await stop_after(after);
  }
  // A script that opens a socket for each write asks for the address each time, unless something remembers
  // it.
  Task look_up_again(Duration every) {
    for (std::uint64_t number = 0; flood->ended == Time{}; ++number) {
      co_await scene.world.pause(every);
      scene.world.play(lookup(scene, *source, command.name, 1, address_bytes(command.victim),
                              random.fork("again" + std::to_string(number))));
    }
  }
  Task stop_after(Duration pause) {
    co_await scene.world.pause(pause);
    scene.stop();
  }

  // The moment of the effect.
  void begin() {
    if (plan.view == View::after_order) scene.tap.open_at(scene.now() - 20us);
    scene.world.play(unfold());
  }

  Effect effect() {
    return {.start = [this] { begin(); },
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

  void order_over_http(Time when) {
    HttpOrder http = draw_order(scene, command, random);
    if (!plan.script.empty() && http.request.target.starts_with(http.script)) {
      http.request.target = plan.script + http.request.target.substr(http.script.size());
      http.script = plan.script;
    }
    order->channel = http.channel;
    order->encoding = http.encoding;
    Host& client = plan.client ? *plan.client : scene.outside(random, random.percent(10));
    Delivery delivery = draw_delivery(scene, random);
    delivery.encrypted = plan.by == By::https;
    scene.world.clock.play_at(when, deliver(scene, http, *order, client, delivery, draw_lag(random), effect(),
                                            random.fork("deliver")));
    if (!delivery.encrypted && plan.view == View::whole) play_attempts(http, client, when);
  }

  // An administrator's session, or one that is not his; who types what in it, nobody sees.
  void order_over_ssh(Time when) {
    Host& admin = scene.outside(random);
    scene.world.play(ssh_session(scene, admin, *scene.own, scene.begin + 1h, random.fork("ssh")));
    scene.world.clock.play_at(when, start_now());
  }
  Task start_now() {
    begin();
    co_return;
  }

  void play(Time when) {
    switch (plan.by) {
      case By::http:
      case By::https:
        return order_over_http(when);
      case By::shell:
        return order_over_ssh(when);
      case By::clock:  // at a full minute, as a table of jobs has it
        return scene.world.clock.play_at((when / 60s + 1) * Time(60s) + log_time(random, 5ms, 1500ms),
                                         start_now());
      default:
        break;
    }
    BotOrder bot_order{.by = plan.by,
                       .command = command,
                       .vector = plan.vector,
                       .order = order,
                       .lag = draw_lag(random),
                       .effect = effect(),
                       .when = when};
    scene.world.play(bot(scene, bot_order, random.fork("bot")));
  }
};

const char* id_of(By by) {
  static constexpr std::array ids = {"http",    "https",   "irc",     "text",  "binary",
                                     "polling", "dns-txt", "tls-bot", "shell", "clock"};
  return ids[static_cast<std::size_t>(by)];
}

const char* id_of(View view) {
  static constexpr std::array ids = {"whole", "excerpt", "after-order", "middle", "few-frames"};
  return ids[static_cast<std::size_t>(view)];
}

void narrow(Scene& scene, const Plan& plan, Time when, Random& random) {
  if (plan.view == View::excerpt) {
    scene.tap.open_at(when - log_time(random, 1ms, 1s));
    scene.conditions.limit = log_count(random, 500, 3000);
  }
  if (plan.view == View::few_frames) scene.conditions.limit = log_count(random, 300, 1000);
  if (plan.view != View::whole && plan.view != View::excerpt) scene.tap.open_at(scene.begin + 24h);
}

}  // namespace

Duration play_part(Scene& scene, const Plan& plan) {
  auto story =
      std::make_shared<Story>(Story{scene, plan, scene.fork("story" + std::to_string(plan.delay.count()))});
  scene.kept.push_back(story);
  Random& random = story->random;
  story->draw_command();
  if (plan.by != By::clock && plan.by != By::shell)
    story->order = &scene.record.order(id_of(plan.by), "plain");
  story->plan_attack();
  const Duration quiet = plan.delay + log_time(random, 300ms, 20s);
  story->after = log_time(random, 50ms, 8s);
  const Time when = scene.begin + quiet;
  scene.end = std::max(scene.end, when + 1h);
  narrow(scene, plan, when, random);
  story->play(when);
  if (!plan.carpet) play_decoys(scene, story->command.victim, when, random.fork("decoys"));
  scene.record.tags["vector"] = plan.vector;
  scene.record.tags["by"] = id_of(plan.by);
  if (plan.view != View::whole) scene.record.tags["view"] = id_of(plan.view);
  scene.record.tolerated = {"webshell-order", "c2", "botnet-order", "order", "irc-bot", "beacon"};
  return quiet + story->extent.shown + story->after + (plan.by == By::clock ? 30s : 0s);
}

void play_story(Scene& scene, const Plan& plan) {
  const Duration span = play_part(scene, plan);
  Random random = scene.fork("story-day");
  play_day(scene, draw_day(random, span, draw_frames(random)), span);
}

const char* any_vector(Random& random, bool raw) {
  static const std::vector<const char*> scripts = {"udp-php5",   "udp-php8",        "udp-small",
                                                   "udp-medium", "udp-mixed-sizes", "http"};
  static const std::vector<const char*> programs = {"udp-noise", "udp-query", "udp-medium", "dns-query",
                                                    "syn",       "ack",       "psh-ack",    "rst",
                                                    "xmas",      "icmp-echo", "gre",        "udp-small"};
  return pick(random, raw || random.percent(50) ? programs : scripts);
}

const Vector& find_vector(const std::string& id) {
  for (const auto* list : {&udp_vectors(), &tcp_vectors(), &ip_vectors()})
    for (const Vector& vector : *list)
      if (id == vector.id) return vector;
  throw std::logic_error("no vector is called " + id);
}

}  // namespace evaluate
