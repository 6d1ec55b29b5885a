#include "webflood.h"

namespace evaluate {

WebFlood draw_web_flood(bool slow, Random& random) {
  WebFlood out;
  out.slow = slow;
  out.seconds = pick<int>(random, {5, 8, 10, 15, 20, 30, 60});
  out.sort = std::array{WebFlood::Sort::same, WebFlood::Sort::any_query,
                        WebFlood::Sort::post}[weighted(random, {45, 40, 15})];
  out.answered_percent = random.percent(60) ? 100 : static_cast<unsigned>(random.between(5, 95));
  if (slow) {
    out.connections = log_count(random, 100, 700);
    out.way = std::array{WebFlood::Slow::headers, WebFlood::Slow::body,
                         WebFlood::Slow::read}[weighted(random, {50, 35, 15})];
    out.per_second = static_cast<double>(out.connections) / log_uniform(random, 0.5, 8);
    out.seconds = std::max(out.seconds, 15);
    return out;
  }
  if (random.percent(40)) out.requests = static_cast<int>(log_count(random, 2, 50));
  // Some 1,000 to 15,000 frames; each connection has six, and each request two or three.
  const double frames = log_uniform(random, 1500, 15000);
  out.per_second = std::max(10.0 / out.requests, frames / (6 + 2.5 * out.requests) / out.seconds);
  return out;
}

namespace {

Request hostile_request(const WebFlood& flood, const std::string& same, Random& random) {
  Request out;
  out.host = flood.victim_name;
  out.agent = any_agent(random);
  out.target = same;
  if (flood.sort == WebFlood::Sort::any_query)
    out.target += "?" + letters(random, random.between(4, 12)) + "=" + letters(random, 8);
  if (flood.sort == WebFlood::Sort::post) {
    out.method = "POST";
    out.body = letters(random, random.between(20, 900));
  }
  return out;
}

Task one_connection(Scene& scene, const WebFlood& flood, Host& client, std::string target, Random random) {
  Connection c(scene.world, client, *flood.victim, flood.port,
               round_trip(client.place == Place::outside ? client : *flood.victim, random));
  c.mark.flood = &flood.deed->seen;
  co_await c.open();
  for (int i = 0; i < flood.requests; ++i) {
    Bytes request = bytes_of(hostile_request(flood, target, random), random);
    co_await c.send(Side::client, std::move(request), true);
    if (!random.percent(flood.answered_percent)) co_return;
    const Duration think = log_time(random, 500us, 60ms);
    co_await scene.world.pause(think);
    Answer answer{.status = random.percent(80) ? 200 : 500, .body = page(random, random.between(50, 900))};
    answer.keep_alive = i + 1 < flood.requests;
    co_await c.send(Side::server, bytes_of(scene, answer, random));
  }
  if (random.percent(30))
    c.reset(Side::client);
  else
    co_await c.close(Side::client);
}

// Never finishes what it began to say.
Task one_slow(Scene& scene, const WebFlood& flood, Host& client, Time stop, Random random) {
  Connection c(scene.world, client, *flood.victim, flood.port,
               round_trip(client.place == Place::outside ? client : *flood.victim, random));
  c.mark.flood = &flood.deed->seen;
  co_await c.open();
  Request request{
      .target = "/" + any_word(random) + ".php", .host = flood.victim_name, .agent = any_agent(random)};
  if (flood.way == WebFlood::Slow::body) {
    request.method = "POST";
    request.headers = {{"Content-Length", "10000"}};
  }
  Bytes head = bytes_of(request, random);
  if (flood.way == WebFlood::Slow::headers) head.resize(head.size() - 2);
  co_await c.send(Side::client, std::move(head));
  if (flood.way == WebFlood::Slow::read) {
    Answer answer{.body = page(random, 3000)};
    co_await c.send(Side::server, bytes_of(scene, answer, random));
  }
  while (scene.now() < stop) {
    const Duration pause = random.between(2s, 10s);
    co_await scene.world.pause(pause);
    if (flood.way == WebFlood::Slow::headers) {
      Bytes line =
          to_bytes("X-" + letters(random, 1) + ": " + std::to_string(random.between(1, 5000)) + "\r\n");
      co_await c.send(Side::client, std::move(line));
    } else if (flood.way == WebFlood::Slow::body) {
      Bytes byte = to_bytes(letters(random, 1));
      co_await c.send(Side::client, std::move(byte));
    } else {
      c.acknowledge(Side::client);
    }
  }
}

}  // namespace

Task run(Scene& scene, WebFlood flood, Random random) {
  const auto kept = std::make_shared<WebFlood>(std::move(flood));
  scene.kept.push_back(kept);
  const Time stop = scene.now() + 1s * kept->seconds;
  const std::string target = random.percent(60) ? "/" : "/" + any_word(random) + ".php";
  for (std::uint64_t number = 0; scene.now() < stop; ++number) {
    if (kept->slow && number == kept->connections) break;
    Host& client = *kept->sources[random.below(kept->sources.size())];
    Random own = random.fork(std::to_string(number));
    if (kept->slow)
      scene.world.play(one_slow(scene, *kept, client, stop, own));
    else
      scene.world.play(one_connection(scene, *kept, client, target, own));
    co_await scene.world.pause(exponential(random, seconds(1 / kept->per_second)));
  }
  co_await scene.world.pause(std::max<Duration>(stop - scene.now(), 1us));
}

}  // namespace evaluate
