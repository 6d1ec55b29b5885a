#include "incident.h"
#include "talk.h"

namespace evaluate {
namespace {

// The frames of one copy of the order are marked, from its first segment to its last.
struct Sender {
  Scene& scene;
  Connection& connection;
  Random& random;

  // In pieces of their own, at any place.
  Task split(const Bytes& request) {
    const View all(request);
    const std::uint64_t pieces = random.between(2, 5);
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < pieces && at < all.size(); ++i) {
      const bool last = i + 1 == pieces;
      const std::size_t left = all.size() - at;
      const std::size_t length = std::min<std::size_t>(last ? left : random.between(1, left), 1400);
      connection.segment(Side::client, all.subspan(at, length));
      at += length;
      const Duration pause = log_time(random, 20us, 60ms);
      co_await scene.world.pause(pause);
    }
    while (at < all.size()) {
      const std::size_t length = std::min<std::size_t>(all.size() - at, 1400);
      connection.segment(Side::client, all.subspan(at, length));
      at += length;
    }
    connection.acknowledge(Side::server);
  }

  // The second half comes first, and the first one twice.
  Task disturbed(const Bytes& request) {
    const View all(request);
    const std::size_t half = std::min<std::size_t>(all.size() / 2, 1400),
                      rest = std::min<std::size_t>(all.size() - half, 1400);
    if (half + rest < all.size()) {
      co_await connection.send(Side::client, request, true);
      co_return;
    }
    connection.mark.message->sent.insert(connection.next(Side::client));  // its first byte comes second
    connection.skip(Side::client, static_cast<std::uint32_t>(half));
    connection.segment(Side::client, all.subspan(half));
    const auto back = static_cast<std::uint32_t>(half + rest);
    const Duration pause = log_time(random, 100us, 300ms);
    co_await scene.world.pause(pause);
    connection.segment_again(Side::client, all.first(half), back);
    if (random.percent(50)) {
      co_await scene.world.pause(3ms);
      connection.segment_again(Side::client, all.first(half), back);
    }
    connection.acknowledge(Side::server);
  }

  // All of it twice: the first one was lost after it had passed the tap.
  Task again(const Bytes& request) {
    if (request.size() > 1400) {
      co_await connection.send(Side::client, request, true);
      co_return;
    }
    connection.segment(Side::client, request);
    co_await scene.world.pause(220ms);
    connection.segment_again(Side::client, request, static_cast<std::uint32_t>(request.size()));
    connection.acknowledge(Side::server);
  }

  Task send(const Bytes& request, Delivery::Segments how) {
    switch (how) {
      case Delivery::Segments::split:
        co_await split(request);
        break;
      case Delivery::Segments::disturbed:
        co_await disturbed(request);
        break;
      case Delivery::Segments::again:
        co_await again(request);
        break;
      case Delivery::Segments::whole:
        co_await connection.send(Side::client, request, true);
    }
  }
};

Task one_exchange(Scene& scene, Connection& c, const std::string& agent, Random& random) {
  Request request = any_request(scene, random);
  request.agent = agent;
  co_await c.send(Side::client, bytes_of(request, random), true);
  const Duration think = log_time(random, 300us, 60ms);
  co_await scene.world.pause(think);
  co_await c.send(Side::server, bytes_of(scene, any_answer(request, random), random));
  const Duration pause = log_time(random, 5ms, 900ms);
  co_await scene.world.pause(pause);
}

Bytes simple(const std::string& target, const Request& like, Random& random) {
  return bytes_of(Request{.target = target, .host = like.host, .agent = like.agent}, random);
}

// Between two others, all in one go. The order's frame is the one in which its first byte stands; here that
// is the first one.
Bytes pipelined(const Request& request, bool before, Random& random) {
  Writer out;
  if (before) out.bytes(simple("/favicon.ico", request, random));
  out.bytes(bytes_of(request, random)).bytes(simple("/" + any_word(random) + ".css", request, random));
  return out.take();
}

}  // namespace

Delivery draw_delivery(Scene& scene, Random& random) {
  using Segments = Delivery::Segments;
  using Reply = Delivery::Reply;
  Delivery out;
  out.segments = std::array{Segments::whole, Segments::split, Segments::disturbed,
                            Segments::again}[weighted(random, {78, 10, 6, 6})];
  if (random.percent(20)) out.requests_before = static_cast<int>(log_count(random, 1, 40));
  out.pipelined = random.percent(5);
  if (random.percent(8)) {
    out.proxy = &scene.neighbour(random);
    out.proxy_seen = scene.conditions.mirror && random.percent(60);
  }
  out.reply = std::array{Reply::when_over, Reply::at_once, Reply::never}[weighted(random, {60, 25, 15})];
  if (random.percent(30)) out.patience = random.percent(50) ? 7s : 15s;
  if (random.percent(5))
    out.status = pick<int>(random, {500, 404, 302});  // many a script dies, or hides, after its work
  return out;
}

Duration draw_lag(Random& random) {
  if (random.percent(6))
    return log_time(random, 10ms, 4s);  // a cold cache, a busy server, a name to be resolved
  return std::max<Duration>(seconds(log_normal(random, 0.0009, 1.2)), 60us);
}

namespace {

Task finish(Scene& scene, Connection& c, Delivery delivery, const std::optional<Effect>& effect,
            Random& random) {
  using Reply = Delivery::Reply;
  Answer answer{.status = delivery.status, .body = page(random, random.between(0, 300)), .keep_alive = false};
  const Time asked = scene.now();
  if (delivery.reply == Reply::at_once || !effect) {
    const Duration think = log_time(random, 300us, 40ms);
    co_await scene.world.pause(think);
    co_await c.send(Side::server, bytes_of(scene, answer, random));
    co_await c.close(Side::server);
    co_return;
  }
  while (effect->ended() == Time{}) {
    if (delivery.patience > 0s && scene.now() - asked >= delivery.patience) {
      co_await c.half_close(Side::client);
      co_return;
    }
    co_await scene.world.pause(1ms);
  }
  if (delivery.reply == Reply::never) co_return;
  const Duration think = log_time(random, 100us, 20ms);
  co_await scene.world.pause(think);
  if (effect->words) answer.body = effect->words();
  co_await c.send(Side::server, bytes_of(scene, answer, random));
  co_await c.close(Side::server);
}

Task begin_later(Scene& scene, Duration lag, Effect effect) {
  co_await scene.world.pause(lag);
  effect.start();
}

// From the client or the proxy to our server.
Task last_leg(Scene& scene, HttpOrder http, Order& order, Host& client, Host& server, Delivery delivery,
              Duration lag, std::optional<Effect> effect, Random random) {
  Connection c(scene.world, client, server, scene.site.web_port, round_trip(client, random));
  co_await c.open();
  for (int i = 0; i < delivery.requests_before; ++i)
    co_await one_exchange(scene, c, http.request.agent, random);
  const Bytes request = delivery.pipelined ? pipelined(http.request, random.percent(60), random)
                                           : bytes_of(http.request, random);
  c.mark.message = &order.copy();
  Sender sender{scene, c, random};
  const auto segments = delivery.pipelined ? Delivery::Segments::whole : delivery.segments;
  co_await sender.send(request, segments);
  c.mark.message = nullptr;
  order.at = scene.now();
  if (effect) scene.world.play(begin_later(scene, lag, *effect));
  co_await finish(scene, c, delivery, effect, random);
}

Task encrypted_order(Scene& scene, Host& client, Host& server, Duration lag, std::optional<Effect> effect,
                     Random random) {
  Connection c(scene.world, client, server, 443, round_trip(client, random));
  co_await c.open();
  co_await c.send(Side::client, client_hello(random, scene.site.server_name), true);
  co_await c.send(Side::server, server_hello(random, random.between(1200, 3800)), true);
  co_await c.send(Side::client, tls_record(random, 64), true);
  co_await c.send(Side::server, tls_record(random, 200));
  co_await c.send(Side::client, tls_record(random, random.between(150, 900)), true);
  if (effect) scene.world.play(begin_later(scene, lag, *effect));
  const Duration pause = log_time(random, 1ms, 9s);
  co_await scene.world.pause(pause);
  co_await c.send(Side::server, tls_record(random, random.between(100, 900)));
  co_await c.close(Side::client);
}

// The client's own connection, as it passes the tap before the proxy takes it on.
Task first_leg(Scene& scene, HttpOrder http, Order& order, Host& client, Host& proxy, Random random) {
  Connection c(scene.world, client, proxy, 80, round_trip(client, random));
  co_await c.open();
  c.mark.message = &order.copy();
  co_await c.send(Side::client, bytes_of(http.request, random), true);
  c.mark.message = nullptr;
}

}  // namespace

Task deliver(Scene& scene, HttpOrder http, Order& order, Host& client, Delivery delivery, Duration lag,
             std::optional<Effect> effect, Random random) {
  Host& server = scene.our_end(client);
  order.text = http.request.method + " " + http.request.target;
  order.clients.push_back(client.address.text());
  if (delivery.encrypted) {
    order.channel = "https";
    co_await encrypted_order(scene, client, server, lag, effect, random);
    co_return;
  }
  if (!delivery.proxy || client.address.v6) {
    co_await last_leg(scene, http, order, client, server, delivery, lag, effect, random);
    co_return;
  }
  order.clients.push_back(delivery.proxy->address.text());
  if (delivery.proxy_seen)
    co_await first_leg(scene, http, order, client, *delivery.proxy, random.fork("first"));
  http.request.headers.emplace_back("X-Forwarded-For", client.address.text());
  http.request.headers.emplace_back("Via", "1.1 " + any_word(random));
  co_await last_leg(scene, http, order, *delivery.proxy, server, delivery, lag, effect, random);
}

}  // namespace evaluate
