// Servers at work, and what programs send all day.
#include "dns.h"
#include "flood.h"
#include "ordinary.h"
#include "services.h"
#include "web.h"

namespace evaluate {
namespace {

// `count` clients of ours, each as `one` plays it.
template <typename One>
Task clients(Scene& scene, Duration mean, Time end, Random random, One one) {
  for (std::uint64_t number = 0; scene.now() < end; ++number) {
    scene.world.play(one(random.fork(std::to_string(number))));
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

Task one_lookup(Scene& scene, Host& client, Random random, bool zone_of_ours, std::string zone) {
  const auto type = pick<std::uint16_t>(random, {1, 1, 1, 28, 15, 16, 65, 12});
  const std::string name =
      zone_of_ours ? (random.percent(40) ? zone : any_word(random) + "." + zone) : any_name(random);
  const std::uint16_t port = client.next_port(), id = random.u16();
  send_udp(scene.world, client, port, *scene.own, 53,
           dns_query(id, {name, type}, random.percent(70) ? 1232 : 0));
  const Duration think = zone_of_ours ? log_time(random, 60us, 2ms) : log_time(random, 100us, 80ms);
  co_await scene.world.pause(think);
  if (random.percent(8)) {
    send_udp(scene.world, *scene.own, 53, client, port, dns_answer(id, {name, type}, {}, zone_of_ours));
    co_return;
  }
  std::vector<Bytes> data;
  for (std::uint64_t left = random.between(1, 4); left > 0; --left)
    data.push_back(type == 1    ? random.bytes(4)
                   : type == 28 ? random.bytes(16)
                   : type == 16 ? dns_text(letters(random, random.between(20, 200)))
                   : type == 15 ? Writer().u16(10).u8(2).text("mx").u16(0xc00c).take()
                   : type == 12 ? Writer().u8(3).text("www").u16(0xc00c).take()
                                : Writer().u16(1).u8(0).take());
  send_udp(scene.world, *scene.own, 53, client, port, dns_answer(id, {name, type}, data, zone_of_ours));
}

void name_server(Scene& scene) {
  Random random = scene.fork("dns");
  const Stretch s = draw_stretch(scene, random, 50, 6000);
  const bool authoritative = random.percent(60);
  const std::string zone = any_name(random);
  std::vector<Host*> known;
  for (std::uint64_t left = log_count(random, 5, 400); left > 0; --left)
    known.push_back(authoritative ? &scene.outside(random) : &scene.neighbour(random));
  scene.world.clock.play_at(s.begin, clients(scene, s.gap * 2, s.end, random.fork("c"),
                                             [&scene, known, authoritative, zone](Random own) {
                                               Host& client = *known[own.below(known.size())];
                                               return one_lookup(scene, client, own, authoritative, zone);
                                             }));
  play_around(scene, s, "answered");
}

void time_server(Scene& scene) {
  Random random = scene.fork("ntp");
  const Stretch s = draw_stretch(scene, random, 20, 3000);
  scene.world.clock.play_at(s.begin, clients(scene, s.gap * 2, s.end, random.fork("c"), [&scene](Random own) {
                              return time_service(scene, scene.outside(own), *scene.own, 64s,
                                                  scene.now() + 1ms);
                            }));
  play_around(scene, s, "answered");
}

// A site that many visit at once, because somebody pointed at it.
void busy_site(Scene& scene) {
  Random random = scene.fork("busy");
  const Stretch s = draw_stretch(scene, random, 800, 12000);
  scene.world.clock.play_at(
      s.begin, clients(scene, s.gap * 20, s.end, random.fork("c"), [&scene](Random own) {
        Host& client = scene.outside(own, own.percent(20));
        return web_visit(scene, client, scene.our_end(client), scene.site.web_port, own);
      }));
  play_around(scene, s, "acknowledged");
}

// One program that reads all pages, or asks every few seconds whether we are there.
Task crawler(Scene& scene, Host& client, Duration mean, Time end, Random random) {
  while (scene.now() < end) {
    co_await web_visit(scene, client, *scene.own, scene.site.web_port,
                       random.fork(std::to_string(scene.now().count())));
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(pause);
  }
}

void crawlers(Scene& scene) {
  Random random = scene.fork("crawler");
  const Stretch s = draw_stretch(scene, random, 50, 2000);
  for (std::uint64_t left = random.between(1, 4); left > 0; --left)
    scene.world.clock.play_at(
        s.begin, crawler(scene, scene.outside(random), s.gap * 20, s.end, random.fork(std::to_string(left))));
  play_around(scene, s, "acknowledged");
}

Task check(Scene& scene, Host& client, std::uint16_t port, bool asks, Random random) {
  Connection c(scene.world, client, *scene.own, port, round_trip(client, random));
  co_await c.open();
  if (!asks) {
    c.reset(Side::client);
    co_return;
  }
  Request request{.target = "/health", .host = scene.own->address.text(), .agent = "kube-probe/1.29"};
  Bytes asked = bytes_of(request, random);
  co_await c.send(Side::client, std::move(asked), true);
  Bytes answer = bytes_of(scene, Answer{.body = "ok", .keep_alive = false}, random);
  co_await c.send(Side::server, std::move(answer));
  co_await c.close(Side::server);
}

Task health_checks(Scene& scene, std::vector<Host*> from, std::uint16_t port, bool asks, Duration every,
                   Time end, Random random) {
  while (scene.now() < end) {
    for (Host* client : from)
      scene.world.play(check(scene, *client, port, asks, random.fork(std::to_string(scene.now().count()))));
    co_await scene.world.pause(every);
  }
}

void load_balancer(Scene& scene) {
  Random random = scene.fork("health");
  const Stretch s = draw_stretch(scene, random, 30, 800);
  std::vector<Host*> from;
  for (std::uint64_t left = random.between(1, 4); left > 0; --left) from.push_back(&scene.neighbour(random));
  scene.world.clock.play_at(s.begin,
                            health_checks(scene, from, scene.site.web_port, random.percent(60),
                                          std::max<Duration>(s.gap * 10, 100ms), s.end, random.fork("h")));
  play_around(scene, s, "acknowledged");
}

// ------------------------------------------------------------------------------------------------ reports to
// a collector

std::function<Bytes()> syslog(Scene& scene, Random random) {
  const std::string host = any_word(random);
  return [&scene, host, random]() mutable {
    const std::string when = std::to_string(scene.now().count() / 1'000'000'000);
    return to_bytes("<" + std::to_string(random.between(8, 190)) + ">1 " +
                    rfc3339(scene.now()).substr(0, 19) + "Z " + host + " " + any_word(random) + " " +
                    std::to_string(random.below(32000)) + " - - " + random.words(random.between(30, 300)) +
                    when);
  };
}

std::function<Bytes()> netflow(Scene& scene, Random random) {
  return [&scene, random, number = random.u32()]() mutable {
    const auto count = random.between(20, 30);
    Writer out;
    out.u16(5)
        .u16(count)
        .u32(scene.now() / 1ms & 0xffffffff)
        .u32(static_cast<std::uint64_t>(scene.now().count() / 1'000'000'000))
        .u32(0)
        .u32(number)
        .u32(0);
    number += static_cast<std::uint32_t>(count);
    for (std::uint64_t i = 0; i < count; ++i)
      out.u32(random.u32())
          .u32(random.u32())
          .u32(0)
          .u32(0x00010002)
          .u32(random.below(900))
          .u32(random.below(90000))
          .u32(1)
          .u32(2)
          .u16(random.u16())
          .u16(443)
          .u32(0x00180600)
          .u32(0)
          .u32(0x18180000);
    return out.take();
  };
}

std::function<Bytes()> statsd(Scene&, Random random) {
  const std::string prefix = any_word(random) + ".";
  return [prefix, random]() mutable {
    std::string out;
    for (std::uint64_t left = random.between(1, 12); left > 0; --left)
      out += prefix + any_word(random) + ":" + std::to_string(random.below(5000)) +
             pick<std::string>(random, {"|c\n", "|ms\n", "|g\n", "|c|@0.1\n"});
    return to_bytes(out);
  };
}

std::function<Bytes()> gelf(Scene&, Random random) {
  return [random]() mutable {
    return to_bytes("{\"version\":\"1.1\",\"host\":\"" + any_word(random) + "\",\"short_message\":\"" +
                    random.words(random.between(40, 400)).substr(0, 30) +
                    "\",\"level\":" + std::to_string(random.below(8)) + "}");
  };
}

void telemetry(Scene& scene) {
  Random random = scene.fork("telemetry");
  const Stretch s = draw_stretch(scene, random, 20, 4000);
  Host& there = random.percent(70) ? scene.neighbour(random) : scene.outside(random);
  const std::size_t kind = random.below(4);
  const std::uint16_t port = std::array<std::uint16_t, 4>{514, 2055, 8125, 12201}[kind];
  const auto make = std::array{syslog, netflow, statsd, gelf}[kind];
  if (random.percent(60)) {  // we report
    scene.world.clock.play_at(s.begin, stream(scene,
                                              {scene.own, scene.own->next_port(), &there, port, s.gap,
                                               make(scene, random.fork("m")), 0.0},
                                              s.end, random.fork("s")));
  } else {  // others report to us
    for (std::uint64_t i = random.between(2, 12), n = i; i > 0; --i) {
      Host& from = scene.neighbour(random);
      scene.world.clock.play_at(s.begin,
                                stream(scene,
                                       {&from, from.next_port(), scene.own, port, s.gap * static_cast<int>(n),
                                        make(scene, random.fork("m" + std::to_string(i))), 0.0},
                                       s.end, random.fork(std::to_string(i))));
    }
  }
  play_around(scene, s, "paced");
}

Task mqtt(Scene& scene, Host& client, Host& server, Duration every, Time end, Random random) {
  Connection c(scene.world, client, server, 1883,
               round_trip(client.place == Place::outside ? client : server, random));
  const std::string id = any_word(random), topic = "sensors/" + any_word(random);
  co_await c.open();
  co_await c.send(Side::client, Writer()
                                    .u8(0x10)
                                    .u8(12 + id.size())
                                    .u16(4)
                                    .text("MQTT")
                                    .u8(4)
                                    .u8(2)
                                    .u16(60)
                                    .u16(id.size())
                                    .text(id)
                                    .take());
  const Bytes accepted = {0x20, 2, 0, 0};
  co_await c.send(Side::server, accepted);
  while (scene.now() < end) {
    const std::string value = "{\"t\":" + std::to_string(random.below(40)) + "}";
    co_await c.send(Side::client, Writer()
                                      .u8(0x30)
                                      .u8(2 + topic.size() + value.size())
                                      .u16(topic.size())
                                      .text(topic)
                                      .text(value)
                                      .take());
    const Duration pause = random.between(every * 9 / 10, every * 11 / 10);
    co_await scene.world.pause(pause);
  }
}

void things(Scene& scene) {
  Random random = scene.fork("things");
  const Stretch s = draw_stretch(scene, random, 5, 300);
  const bool we_serve = random.percent(50);
  const std::uint64_t count = random.between(1, 20);
  for (std::uint64_t i = 0; i < count; ++i) {
    Host& there = we_serve ? scene.neighbour(random) : scene.outside(random);
    scene.world.clock.play_at(
        s.begin + random.between(0ms, 900ms),
        mqtt(scene, we_serve ? there : *scene.own, we_serve ? *scene.own : there,
             s.gap * static_cast<int>(2 * count), s.end, random.fork(std::to_string(i))));
  }
  play_around(scene, s, "acknowledged");
}

// ------------------------------------------------------------------------------------------------
// everybody's machines

// Packets of many peers of a file exchange, both ways.
Task peer(Scene& scene, Host& there, std::uint16_t port, Duration gap, Time end, Random random) {
  const std::uint16_t theirs = there.next_port(), id = random.u16();
  std::uint16_t number = random.u16(), acknowledged = random.u16();
  const bool we_give = random.percent(50);
  const auto packet = [&](std::uint8_t type, std::size_t size) {
    return Writer()
        .u8(type << 4 | 1)
        .u8(0)
        .u16(id)
        .u32(static_cast<std::uint32_t>(scene.now() / 1us))
        .u32(random.u16())
        .u32(0x100000)
        .u16(number++)
        .u16(acknowledged)
        .bytes(random.bytes(size))
        .take();
  };
  send_udp(scene.world, there, theirs, *scene.own, port, packet(4, 0));
  co_await scene.world.pause(200us);
  while (scene.now() < end) {
    Host& from = we_give ? *scene.own : there;
    Host& to = we_give ? there : *scene.own;
    const std::uint16_t from_port = we_give ? port : theirs, to_port = we_give ? theirs : port;
    const std::size_t size = random.percent(80) ? 1382 : random.between(20, 900);
    send_udp(scene.world, from, from_port, to, to_port, packet(0, size));
    if (random.percent(50)) send_udp(scene.world, to, to_port, from, from_port, packet(2, 0));
    const Duration pause = exponential(random, gap);
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

void torrent(Scene& scene) {
  Random random = scene.fork("torrent");
  const Stretch s = draw_stretch(scene, random, 100, 6000);
  const std::uint64_t peers = log_count(random, 3, 60);
  const auto port = static_cast<std::uint16_t>(random.between(6881, 60000));
  for (std::uint64_t i = 0; i < peers; ++i)
    scene.world.clock.play_at(s.begin + random.between(0ms, 2s),
                              peer(scene, scene.outside(random), port, s.gap * static_cast<int>(peers), s.end,
                                   random.fork(std::to_string(i))));
  const Service& dht = services().back();
  scene.world.clock.play_at(
      s.begin,
      clients(scene, s.gap * 30, s.end, random.fork("dht"), [&scene, port, &dht](Random own) -> Task {
        Host& node = scene.outside(own);
        const std::uint16_t theirs = node.next_port();
        send_udp(scene.world, *scene.own, port, node, theirs, dht.ask(own));
        co_await scene.world.pause(60ms);
        if (own.percent(60)) send_udp(scene.world, node, theirs, *scene.own, port, dht.answer(own).front());
      }));
  play_around(scene, s, "answered");
}

// The power comes back: all machines of a floor ask for an address.
void power_on(Scene& scene) {
  Random random = scene.fork("power");
  const Stretch s = draw_stretch(scene, random, 50, 800);
  scene.world.clock.play_at(s.begin, lan_chatter(scene, s.gap, s.end, random.fork("chatter")));
  play_around(scene, s, "to everyone");
}

// The router asks for the addresses that strangers try.
Task sweep(Scene& scene, Duration gap, Time end, Random random) {
  Host& gateway = scene.world.network.gateway();
  while (scene.now() < end) {
    send_arp_request(scene.world, gateway,
                     scene.neighbour(random, static_cast<std::uint32_t>(random.between(2, 253))));
    const Duration pause = exponential(random, gap);
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

void router_sweep(Scene& scene) {
  Random random = scene.fork("sweep");
  const Stretch s = draw_stretch(scene, random, 2, 300);
  scene.world.clock.play_at(s.begin, sweep(scene, s.gap, s.end, random.fork("s")));
  play_around(scene, s, "the router asks");
}

// A page where anyone may have an address pinged, as a web site of a network's operator has it.
Task looking_glass(Scene& scene, Host& client, Host& there, Random random) {
  Connection c(scene.world, client, *scene.own, scene.site.web_port, round_trip(client, random));
  co_await c.open();
  Request request{.target = "/tools/ping?host=" + there.address.text() + "&count=4",
                  .host = scene.site.server_name,
                  .agent = any_agent(random)};
  Bytes asked = bytes_of(request, random);
  co_await c.send(Side::client, std::move(asked), true);
  const Duration lag = log_time(random, 1ms, 30ms);
  co_await scene.world.pause(lag);
  scene.world.play(pings(scene, *scene.own, there, 1s, scene.now() + 3500ms, random.fork("p")));
  co_await scene.world.pause(3200ms);
  Bytes answer =
      bytes_of(scene, Answer{.body = "4 packets transmitted, 4 received", .keep_alive = false}, random);
  co_await c.send(Side::server, std::move(answer));
  co_await c.close(Side::server);
}

void ping_page(Scene& scene) {
  Random random = scene.fork("glass");
  const Stretch s = draw_stretch(scene, random, 30, 800);
  for (std::uint64_t left = random.between(1, 4); left > 0; --left)
    scene.world.clock.play_at(s.begin + random.between(0s, 3s),
                              looking_glass(scene, scene.outside(random), scene.outside(random),
                                            random.fork(std::to_string(left))));
  scene.end = std::max(scene.end, s.begin + 8s);
  scene.record.tolerated = {"webshell-order"};
  play_around(scene, s, "answered");
}

// Orders for floods, none of which is obeyed: the scripts are not there.
Task knocking_with_orders(Scene& scene, Host& client, Duration gap, Time end, Random random) {
  const std::string victim = any_address(random).text();
  while (scene.now() < end) {
    Connection c(scene.world, client, *scene.own, scene.site.web_port, round_trip(client, random));
    co_await c.open();
    Request request{.target = "/webdav/" + any_word(random) + ".php?act=phptools&host=" + victim + "&time=60",
                    .host = scene.site.server_name,
                    .agent = any_agent(random)};
    Bytes asked = bytes_of(request, random);
    co_await c.send(Side::client, std::move(asked), true);
    Bytes answer =
        bytes_of(scene, Answer{.status = 404, .body = page(random, 200), .keep_alive = false}, random);
    co_await c.send(Side::server, std::move(answer));
    co_await c.close(Side::server);
    const Duration pause = exponential(random, gap);
    co_await scene.world.pause(pause);
  }
}

void refused_orders(Scene& scene) {
  Random random = scene.fork("refused");
  const Stretch s = draw_stretch(scene, random, 20, 800);
  scene.world.clock.play_at(
      s.begin, knocking_with_orders(scene, scene.outside(random), s.gap * 30, s.end, random.fork("k")));
  scene.record.tolerated = {"webshell-order"};
  play_around(scene, s, "refused");
}

constexpr Needs two_ways = {};

}  // namespace

std::vector<Variant> benign_service_variants() {
  return {
      {"name-server", 14, two_ways, name_server},
      {"time-server", 8, two_ways, time_server},
      {"busy-site", 14, two_ways, busy_site},
      {"crawlers", 8, two_ways, crawlers},
      {"load-balancer", 8, two_ways, load_balancer},
      {"telemetry", 14, {.received = false}, telemetry},
      {"things", 6, two_ways, things},
      {"ping-page", 6, {.whole_frames = true}, ping_page},
      {"refused-orders", 6, {.whole_frames = true}, refused_orders},
  };
}

std::vector<Variant> benign_home_variants() {
  return {
      {"torrent", 40, two_ways, torrent},
      {"power-on", 20, two_ways, power_on},
      {"router-sweep", 20, {.ethernet = true}, router_sweep},
  };
}

}  // namespace evaluate
