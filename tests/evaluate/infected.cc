// What an infected host of ours does beside flooding: calls home, hides data in names, digs coins, sends
// mail.
#include "background.h"
#include "classes.h"
#include "dns.h"
#include "flood.h"
#include "talk.h"
#include "web.h"

namespace evaluate {
namespace {

void finish(Scene& scene, Random& random, Duration span, std::uint64_t frames) {
  scene.end = scene.begin + span;
  play_day(scene, draw_day(random.fork("day"), span, frames), span);
}

// ------------------------------------------------------------------------------------------------ calling
// home

enum class Home { http, raw, tls, dns };

Task call_home(Scene& scene, Host& master, Home home, Duration every, double spread, int calls,
               FloodTruth* seen, Random random) {
  Host& us = *scene.own;
  const std::uint16_t port = home == Home::http  ? 80
                             : home == Home::tls ? 443
                                                 : static_cast<std::uint16_t>(random.between(1025, 60000));
  const std::string path = pick<std::string>(random, {"/gate.php", "/submit.php?id=" + hex_digits(random, 6),
                                                      "/" + letters(random, 8), "/api/ping"});
  const std::string agent = any_agent(random),
                    host = random.percent(60) ? master.address.text() : any_name(random);
  const std::size_t size = random.between(20, 300);
  for (int call = 0; call < calls; ++call) {
    Connection c(scene.world, us, master, port, round_trip(master, random));
    c.mark.flood = seen;
    co_await c.open();
    if (home == Home::http) {
      Request ask{
          .method = random.percent(50) ? "POST" : "GET", .target = path, .host = host, .agent = agent};
      if (ask.method == "POST") ask.body = letters(random, size);
      Bytes asked = bytes_of(ask, random);
      co_await c.send(Side::client, std::move(asked), true);
      Bytes answer = bytes_of(scene, Answer{.body = "ok", .keep_alive = false}, random);
      co_await c.send(Side::server, std::move(answer));
    } else if (home == Home::tls) {
      Bytes hello = client_hello(random, host);
      co_await c.send(Side::client, std::move(hello), true);
      co_await c.send(Side::server, server_hello(random, 1200), true);
      co_await c.send(Side::client, tls_record(random, size), true);
      co_await c.send(Side::server, tls_record(random, 60));
    } else {
      co_await c.send(Side::client, random.bytes(size), true);
      co_await c.send(Side::server, random.bytes(8));
    }
    co_await c.close(Side::client);
    const Duration pause =
        seconds(static_cast<double>(every.count()) / 1e9 * (1 + spread * (2 * uniform(random) - 1)));
    co_await scene.world.pause(pause);
  }
}

template <Home home>
void beacon(Scene& scene) {
  Random random = scene.fork("beacon");
  Host& master = scene.outside(random);
  Deed& deed = scene.record.deed({"beacon"}, "outbound", "source");
  deed.sources = {scene.own->address.text()};
  deed.victims = {master.address.text()};
  deed.least_packets = 100;
  deed.required = home != Home::tls;  // nobody can tell it from a program that looks for news
  const int calls = static_cast<int>(random.between(15, 90));
  const Duration every = pick<Duration>(random, {5s, 10s, 20s, 30s, 60s, 60s, 120s, 300s});
  const double spread = pick<double>(random, {0.0, 0.01, 0.05, 0.1, 0.2});
  scene.world.clock.play_at(
      scene.begin + random.between(0s, every),
      call_home(scene, master, home, every, spread, calls, &deed.seen, random.fork("h")));
  finish(scene, random, every * (calls + 1), std::min<std::uint64_t>(draw_frames(random), 6000));
}

// ------------------------------------------------------------------------------------------------ data in
// names

Task tunnel(Scene& scene, std::string zone, std::uint16_t type, std::uint64_t count, Duration mean,
            FloodTruth* seen, Random random) {
  const bool in_base32 = random.percent(50);
  std::uint64_t number = random.u32();
  for (; count > 0; --count) {
    std::string data;
    const std::size_t length = random.percent(80) ? random.between(80, 180) : random.between(10, 40);
    while (data.size() < length)
      data += in_base32 ? "abcdefghijklmnopqrstuvwxyz234567"[random.below(32)]
                        : "0123456789abcdef"[random.below(16)];
    std::string name;
    for (std::size_t at = 0; at < data.size(); at += 60) name += data.substr(at, 60) + ".";
    const Question question{std::to_string(++number % 100000) + "." + name + zone, type};
    const std::uint16_t id = random.u16(), port = scene.own->next_port();
    send_udp(scene.world, *scene.own, port, *scene.resolver, 53, dns_query(id, question, 4096),
             {.flood = seen});
    const Duration away = log_time(random, 15ms, 90ms);
    co_await scene.world.pause(away);
    Bytes answer = type == 16  ? dns_text(letters(random, random.between(20, 200)))
                   : type == 5 ? Writer().u8(40).text(letters(random, 40)).u8(0).take()
                               : random.bytes(type == 1 ? 4 : random.between(20, 300));
    send_udp(scene.world, *scene.resolver, 53, *scene.own, port, dns_answer(id, question, {answer}),
             {.flood = seen});
    co_await scene.world.pause(exponential(random, mean));
  }
}

void dns_tunnel(Scene& scene) {
  Random random = scene.fork("tunnel");
  Deed& deed = scene.record.deed({"dns-tunnel"}, "outbound", "source");
  deed.sources = {scene.own->address.text()};
  deed.least_packets = 100;
  const std::uint64_t count = log_count(random, 80, 2000);
  const Duration mean = log_time(random, 5ms, 2s);
  const auto type = pick<std::uint16_t>(random, {16, 16, 10, 5, 1, 28});
  scene.world.clock.play_at(
      scene.begin + log_time(random, 10ms, 5s),
      tunnel(scene, "t." + any_name(random), type, count, mean, &deed.seen, random.fork("t")));
  finish(scene, random, mean * static_cast<int>(count) + 10s,
         std::min<std::uint64_t>(draw_frames(random), 6000));
}

// ------------------------------------------------------------------------------------------------ coins

Task dig(Scene& scene, Host& pool, std::uint16_t port, Time end, bool old_kind, FloodTruth* seen,
         Random random) {
  Connection c(scene.world, *scene.own, pool, port, round_trip(pool, random));
  c.mark.flood = seen;
  const std::string wallet = "4" + letters(random, 94);
  co_await c.open();
  if (old_kind) {
    co_await c.send(
        Side::client,
        to_bytes("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.10.0\"]}\n"));
    co_await c.send(Side::server, to_bytes("{\"id\":1,\"result\":[[[\"mining.set_difficulty\",\"1\"],["
                                           "\"mining.notify\",\"ae68\"]],\"08000002\",4],\"error\":null}\n"));
    co_await c.send(Side::client, to_bytes("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" +
                                           wallet + "\", \"x\"]}\n"));
    co_await c.send(Side::server, to_bytes("{\"id\":2,\"result\":true,\"error\":null}\n"));
  } else {
    co_await c.send(
        Side::client,
        to_bytes("{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"" + wallet +
                 "\",\"pass\":\"x\",\"agent\":\"XMRig/6.21.0\",\"algo\":[\"rx/0\",\"cn/r\"]}}\n"));
    co_await c.send(Side::server,
                    to_bytes("{\"id\":1,\"jsonrpc\":\"2.0\",\"error\":null,\"result\":{\"id\":\"" +
                             hex_digits(random, 16) + "\",\"job\":{\"blob\":\"" + hex_digits(random, 152) +
                             "\",\"job_id\":\"1\",\"target\":\"b88d0600\"},\"status\":\"OK\"}}\n"));
  }
  while (scene.now() < end) {
    const Duration pause = exponential(random, 8s);
    co_await scene.world.pause(pause);
    if (random.percent(50)) {
      const std::string job = old_kind
                                  ? "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"" +
                                        hex_digits(random, 8) + "\",\"" + hex_digits(random, 64) + "\"]}\n"
                                  : "{\"jsonrpc\":\"2.0\",\"method\":\"job\",\"params\":{\"blob\":\"" +
                                        hex_digits(random, 152) + "\",\"job_id\":\"" + hex_digits(random, 6) +
                                        "\",\"target\":\"b88d0600\"}}\n";
      co_await c.send(Side::server, to_bytes(job));
    } else {
      const std::string share = old_kind ? "{\"id\": 4, \"method\": \"mining.submit\", \"params\": [\"" +
                                               wallet + "\", \"1\", \"" + hex_digits(random, 24) + "\"]}\n"
                                         : "{\"id\":4,\"jsonrpc\":\"2.0\",\"method\":\"submit\",\"params\":{"
                                           "\"id\":\"1\",\"job_id\":\"1\",\"nonce\":\"" +
                                               hex_digits(random, 8) + "\",\"result\":\"" +
                                               hex_digits(random, 64) + "\"}}\n";
      co_await c.send(Side::client, to_bytes(share));
      co_await c.send(Side::server, to_bytes("{\"id\":4,\"result\":true,\"error\":null}\n"));
    }
  }
}

void mining(Scene& scene) {
  Random random = scene.fork("mining");
  Deed& deed = scene.record.deed({"mining"}, "outbound", "source");
  deed.sources = {scene.own->address.text()};
  deed.least_packets = 12;
  const auto port = pick<std::uint16_t>(random, {3333, 4444, 5555, 7777, 14444, 80, 443, 8080});
  const Duration span = log_time(random, 60s, 1200s);
  scene.world.clock.play_at(scene.begin + log_time(random, 10ms, 5s),
                            dig(scene, scene.outside(random), port, scene.begin + span, random.percent(40),
                                &deed.seen, random.fork("d")));
  finish(scene, random, span, std::min<std::uint64_t>(draw_frames(random), 6000));
}

// ------------------------------------------------------------------------------------------------ mail

Task deliver_spam(Scene& scene, Host& server, std::string domain, FloodTruth* seen, Random random) {
  Connection c(scene.world, *scene.own, server, 25, round_trip(server, random));
  c.mark.flood = seen;
  co_await c.open();
  co_await c.send(Side::server, to_bytes("220 mx." + domain + " ESMTP\r\n"), true);
  co_await c.send(Side::client, to_bytes("HELO " + any_word(random) + "\r\n"), true);
  co_await c.send(Side::server, to_bytes("250 mx." + domain + "\r\n"), true);
  co_await c.send(Side::client, to_bytes("MAIL FROM:<" + any_word(random) + "@" + any_name(random) + ">\r\n"),
                  true);
  co_await c.send(Side::server, to_bytes("250 ok\r\n"), true);
  const bool refused = random.percent(35);
  co_await c.send(Side::client, to_bytes("RCPT TO:<" + any_word(random) + "@" + domain + ">\r\n"), true);
  const std::string verdict = refused ? "550 5.7.1 blocked\r\n" : "250 ok\r\n";
  co_await c.send(Side::server, to_bytes(verdict), true);
  if (!refused) {
    co_await c.send(Side::client, to_bytes("DATA\r\n"), true);
    co_await c.send(Side::server, to_bytes("354 go\r\n"), true);
    co_await c.send(Side::client,
                    to_bytes("Subject: You have won\r\n\r\nhttp://" + any_name(random) + "/" +
                             letters(random, 8) + "\r\n.\r\n"),
                    true);
    co_await c.send(Side::server, to_bytes("250 queued\r\n"), true);
  }
  co_await c.send(Side::client, to_bytes("QUIT\r\n"));
  co_await c.close(Side::client);
}

Task spam(Scene& scene, std::uint64_t count, Duration mean, FloodTruth* seen, Random random) {
  for (std::uint64_t number = 0; number < count; ++number) {
    Random own = random.fork(std::to_string(number));
    Host& server = scene.outside(own);
    const std::string domain = any_name(own);
    scene.world.play(
        lookup(scene, *scene.own, domain, 15, Writer().u16(10).u8(2).text("mx").u16(0xc00c).take(), own));
    scene.world.play(deliver_spam(scene, server, domain, seen, own));
    co_await scene.world.pause(exponential(random, mean));
  }
}

void spam_run(Scene& scene) {
  Random random = scene.fork("spam");
  Deed& deed = scene.record.deed({"spam-run"}, "outbound", "source");
  deed.sources = {scene.own->address.text()};
  deed.least_packets = 300;
  const std::uint64_t count = log_count(random, 40, 500);
  const Duration mean = log_time(random, 20ms, 1s);
  scene.world.clock.play_at(scene.begin + log_time(random, 10ms, 5s),
                            spam(scene, count, mean, &deed.seen, random.fork("s")));
  finish(scene, random, mean * static_cast<int>(count) + 6s,
         std::min<std::uint64_t>(draw_frames(random), 6000));
}

constexpr Needs both = {.whole_frames = true};

}  // namespace

std::vector<Class> infected_classes() {
  return {
      {"beacon",
       "a program of ours calls home again and again",
       {{"http", 50, both, beacon<Home::http>},
        {"raw", 30, both, beacon<Home::raw>},
        {"tls", 20, both, beacon<Home::tls>}}},
      {"infected",
       "our host hides data in names, digs coins or sends mail to strangers",
       {{"dns-tunnel", 40, both, dns_tunnel},
        {"mining", 30, both, mining},
        {"spam-run", 30, both, spam_run}}},
  };
}

}  // namespace evaluate
