// Bulk transfers: what is sent is acknowledged, or was asked for.
#include "ordinary.h"
#include "web.h"

namespace evaluate {
namespace {

// A far end or a neighbour that takes part in a transfer.
Host& partner(Scene& scene, Random& random) {
  return random.percent(35) ? scene.neighbour(random) : scene.outside(random, random.percent(20));
}

Task tcp_bulk(Scene& scene, Host& client, Host& server, std::uint16_t port, Side from, Bytes hello,
              std::size_t bytes, bool encrypted, Duration gap, Random random) {
  Connection c(scene.world, client, server, port,
               round_trip(client.place == Place::own ? server : client, random));
  c.gap = gap;
  c.burst = static_cast<std::uint32_t>(log_count(random, 4, 64));
  co_await c.open();
  if (!hello.empty()) co_await c.send(Side::client, std::move(hello), true);
  if (encrypted) {
    co_await c.send(Side::server, server_hello(random, 3000), true);
    co_await c.send(Side::client, tls_record(random, 60), true);
    co_await c.send(Side::server, tls_record(random, 200));
  }
  for (std::size_t left = bytes; left > 0 && scene.now() < scene.end;) {
    const std::size_t piece = std::min<std::size_t>(left, random.between(20000, 300000));
    Bytes data = encrypted ? tls_record(random, piece) : random.bytes(piece);
    co_await c.send(from, std::move(data));
    left -= piece;
  }
  co_await c.close(Side::client);
}

void play_tcp(Scene& scene, const char* reason, bool up, const std::vector<std::uint16_t>& ports,
              bool encrypted) {
  Random random = scene.fork("bulk");
  const Stretch s = draw_stretch(scene, random, 400, 20000);
  Host& there = partner(scene, random);
  Host& us = scene.our_end(there);
  const bool we_ask = random.percent(60);
  const std::uint16_t port = pick(random, ports);
  const Bytes hello =
      encrypted ? client_hello(random, any_name(random)) : random.bytes(random.between(20, 400));
  const Side from = up == we_ask ? Side::client : Side::server;
  scene.world.clock.play_at(s.begin, tcp_bulk(scene, we_ask ? us : there, we_ask ? there : us, port, from,
                                              hello, s.frames * 900, encrypted, s.gap, random.fork("c")));
  play_around(scene, s, reason);
}

void backup(Scene& scene) { play_tcp(scene, "acknowledged", true, {22, 873, 445, 9102, 8200}, false); }
void upload(Scene& scene) { play_tcp(scene, "acknowledged", true, {443, 443, 8443}, true); }
void download(Scene& scene) { play_tcp(scene, "acknowledged", false, {443, 443, 8080}, true); }
void file_share(Scene& scene) { play_tcp(scene, "acknowledged", false, {445, 2049, 139, 548}, false); }

// Many connections at once, up and down, as fast as the line is.
void speed_test(Scene& scene) {
  Random random = scene.fork("speed");
  const Stretch s = draw_stretch(scene, random, 3000, 40000);
  Host& server = scene.outside(random);
  const std::uint64_t streams = random.between(4, 16);
  for (std::uint64_t i = 0; i < streams; ++i) {
    Random own = random.fork(std::to_string(i));
    const Side from = i % 2 ? Side::client : Side::server;
    scene.world.clock.play_at(
        s.begin + own.between(0ms, 200ms),
        tcp_bulk(scene, *scene.own, server, 8080, from,
                 to_bytes("GET /speedtest/upload HTTP/1.1\r\nHost: x\r\n\r\n"), s.frames * 900 / streams,
                 false, s.gap * static_cast<int>(streams), own));
  }
  play_around(scene, s, "acknowledged");
}

// ------------------------------------------------------------------------------------------------ QUIC

struct Quic {
  Host *client, *server;
  std::uint16_t port;
  Bytes client_id, server_id;
};

Bytes quic_long(Random& random, std::uint8_t first, const Bytes& to, const Bytes& from, std::size_t size) {
  Writer out;
  out.u8(first).u32(1).u8(to.size()).bytes(to).u8(from.size()).bytes(from);
  const bool initial = (first & 0x30) == 0;
  if (initial) out.u8(0);
  const std::size_t header = 7 + to.size() + from.size() + (initial ? 1 : 0) + 2;
  return out.u16(0x4000 | (size - header)).bytes(random.bytes(size - header)).take();
}

Bytes quic_short(Random& random, const Bytes& to, std::size_t size) {
  return Writer().u8(0x40 | random.below(0x40)).bytes(to).bytes(random.bytes(size - 1 - to.size())).take();
}

Task quic_bulk(Scene& scene, Quic q, bool up, Duration gap, Time end, bool from_its_start, Random random) {
  const auto from_client = [&](const Bytes& data) {
    send_udp(scene.world, *q.client, q.port, *q.server, 443, data);
  };
  const auto from_server = [&](const Bytes& data) {
    send_udp(scene.world, *q.server, 443, *q.client, q.port, data);
  };
  if (from_its_start) {
    from_client(quic_long(random, 0xc3, q.server_id, q.client_id, 1200));
    co_await scene.world.pause(14ms);
    from_server(quic_long(random, 0xc1, q.client_id, q.server_id, 1200));
    from_server(quic_long(random, 0xe2, q.client_id, q.server_id, 1200));
    co_await scene.world.pause(1ms);
    from_client(quic_long(random, 0xe0, q.server_id, q.client_id, 90));
    from_client(quic_short(random, q.server_id, 420));
    co_await scene.world.pause(15ms);
  }
  const std::uint64_t every = random.between(2, 10);
  const std::size_t size = pick<std::size_t>(random, {1200, 1252, 1350, 1400});
  for (std::uint64_t number = 1; scene.now() < end; ++number) {
    up ? from_client(quic_short(random, q.server_id, size))
       : from_server(quic_short(random, q.client_id, size));
    const Duration pause = random.between(gap / 2, gap * 3 / 2);
    co_await scene.world.pause(pause);
    if (number % every) continue;
    const std::size_t reply = random.between(30, 60);
    up ? from_server(quic_short(random, q.client_id, reply))
       : from_client(quic_short(random, q.server_id, reply));
  }
}

void quic(Scene& scene) {
  Random random = scene.fork("quic");
  const Stretch s = draw_stretch(scene, random, 300, 20000);
  Host& server = scene.outside(random, random.percent(30));
  Host& us = scene.our_end(server);
  const Quic q{&us, &server, us.next_port(), random.bytes(8), random.bytes(8)};
  scene.world.clock.play_at(
      s.begin, quic_bulk(scene, q, random.percent(40), s.gap, s.end, random.percent(75), random.fork("q")));
  play_around(scene, s, "acknowledged");
}

// ------------------------------------------------------------------------------------------------ tests of a
// line

Bytes counted(const std::string& json) { return Writer().u32(json.size()).text(json).take(); }

Task iperf_data(Scene& scene, Host& client, Host& server, std::uint16_t port, Stretch s, bool back,
                std::size_t size, Random random) {
  send_udp(scene.world, client, port, server, 5201, Bytes{0x36, 0x37, 0x38, 0x39});
  co_await scene.world.pause(11ms);
  send_udp(scene.world, server, 5201, client, port, Bytes{0x39, 0x38, 0x37, 0x36});
  co_await scene.world.pause(13ms);
  const Bytes body = random.bytes(size - 12);
  Host& from = back ? server : client;
  Host& to = back ? client : server;
  std::uint32_t number = 0;
  const auto next = [&] {
    const auto micros = static_cast<std::uint64_t>(scene.now() / 1us);
    return Writer().u32(micros / 1'000'000).u32(micros % 1'000'000).u32(++number).bytes(body).take();
  };
  const std::uint16_t from_port = back ? 5201 : port, to_port = back ? port : 5201;
  Stream data{&from, from_port, &to, to_port, s.gap, next};
  co_await stream(scene, std::move(data), s.end, random.fork("data"));
}

Task iperf(Scene& scene, Host& client, Host& server, Stretch s, Random random) {
  Connection c(scene.world, client, server, 5201, 11ms);
  const bool back = random.percent(40);
  const std::size_t size = pick<std::size_t>(random, {1448, 1460, 1400, 8192});
  const auto state = [](std::uint8_t value) { return Bytes{value}; };
  co_await c.open();
  co_await c.send(Side::client, to_bytes(letters(random, 36) + '\0'));
  co_await c.send(Side::server, state(9));
  co_await c.send(
      Side::client,
      counted("{\"udp\":true,\"omit\":0,\"time\":" + std::to_string((s.end - s.begin) / 1s + 1) +
              ",\"parallel\":1,\"len\":" + std::to_string(size) + (back ? ",\"reverse\":true" : "") +
              ",\"bandwidth\":24000000,\"client_version\":\"3.12\"}"));
  co_await c.send(Side::server, state(10));
  const std::uint16_t port = client.next_port();
  scene.world.play(iperf_data(scene, client, server, port, s, back, size, random.fork("data")));
  co_await scene.world.pause(12ms);
  co_await c.send(Side::server, state(1));
  co_await c.send(Side::server, state(2));
  co_await scene.world.pause(std::max<Duration>(s.end - scene.now(), 1ms));
  co_await c.send(Side::client, state(4));
  co_await c.send(Side::server, state(13));
  co_await c.send(Side::client, counted("{\"cpu_util_total\":3.1,\"streams\":[{\"id\":1,\"errors\":0}]}"));
  co_await c.send(Side::server, counted("{\"cpu_util_total\":2.4,\"streams\":[{\"id\":1,\"errors\":2}]}"));
  co_await c.close(Side::client);
}

void iperf_udp(Scene& scene) {
  Random random = scene.fork("iperf");
  const Stretch s = draw_stretch(scene, random, 500, 40000);
  Host& server = partner(scene, random);
  scene.end = std::max(scene.end, s.end + 300ms);
  Host& us = scene.our_end(server);
  const bool we_ask = random.percent(60);
  scene.world.clock.play_at(s.begin,
                            iperf(scene, we_ask ? us : server, we_ask ? server : us, s, random.fork("i")));
  play_around(scene, s, "negotiated before");
}

// ------------------------------------------------------------------------------------------------ files over
// UDP

Task nfs(Scene& scene, Host& client, Host& server, Stretch s, Random random) {
  const std::size_t block = pick<std::size_t>(random, {8192, 16384, 32768});
  const bool write = random.percent(40);
  const std::uint16_t port = static_cast<std::uint16_t>(random.between(700, 1020));
  std::uint32_t id = random.u32();
  while (scene.now() < s.end) {
    Writer call, reply;
    ++id;
    call.u32(id)
        .u32(0)
        .u32(2)
        .u32(100003)
        .u32(3)
        .u32(write ? 7 : 6)
        .u32(1)
        .u32(28)
        .u32(id)
        .u32(3)
        .text("web")
        .u8(0)
        .u32(0)
        .u32(0)
        .u32(1)
        .u32(0)
        .u32(0)
        .u32(0);
    call.u32(32).bytes(random.bytes(32)).u64(id * 8192ull).u32(block);
    reply.u32(id).u32(1).u32(0).u32(0).u32(0).u32(0).u32(0);
    if (write) {
      call.u32(2).u32(block).bytes(random.bytes(block));
      reply.u32(0).u32(1).bytes(random.bytes(84)).u32(block).u32(2).u64(random.next());
    } else {
      reply.u32(1).bytes(random.bytes(84)).u32(block).u32(0).u32(block).bytes(random.bytes(block));
    }
    co_await send_pieces(scene.world, cut_udp(scene.world, client, port, server, 2049, call.take()), 12us);
    const Duration think = log_time(random, 80us, 2ms);
    co_await scene.world.pause(think);
    co_await send_pieces(scene.world, cut_udp(scene.world, server, 2049, client, port, reply.take()), 12us);
    const Duration pause = random.between(s.gap, s.gap * 8);
    co_await scene.world.pause(pause);
  }
}

void nfs_udp(Scene& scene) {
  Random random = scene.fork("nfs");
  const Stretch s = draw_stretch(scene, random, 500, 10000);
  Host& there = scene.neighbour(random);
  const bool we_ask = random.percent(50);
  scene.world.clock.play_at(
      s.begin, nfs(scene, we_ask ? *scene.own : there, we_ask ? there : *scene.own, s, random.fork("n")));
  play_around(scene, s, "answered");
}

Task tftp(Scene& scene, Host& client, Host& server, Time end, Random random) {
  const std::uint16_t port = client.next_port(), data_port = server.next_port();
  const std::size_t block = pick<std::size_t>(random, {512, 1428, 1468});
  const std::string file = any_word(random) + ".img";
  Writer ask;
  ask.u16(1).text(file).u8(0).text("octet").u8(0);
  if (block != 512) ask.text("blksize").u8(0).text(std::to_string(block)).u8(0);
  send_udp(scene.world, client, port, server, 69, ask.take());
  const Duration away = log_time(random, 150us, 900us);
  for (std::uint16_t number = 1; scene.now() < end; ++number) {
    co_await scene.world.pause(away);
    send_udp(scene.world, server, data_port, client, port,
             Writer().u16(3).u16(number).bytes(random.bytes(block)).take());
    co_await scene.world.pause(away);
    send_udp(scene.world, client, port, server, data_port, Writer().u16(4).u16(number).take());
  }
}

void tftp_boot(Scene& scene) {
  Random random = scene.fork("tftp");
  const Stretch s = draw_stretch(scene, random, 1000, 5000);
  Host& there = scene.neighbour(random);
  const bool we_ask = random.percent(50);
  scene.world.clock.play_at(s.begin, tftp(scene, we_ask ? *scene.own : there, we_ask ? there : *scene.own,
                                          s.end, random.fork("t")));
  play_around(scene, s, "acknowledged");
}

constexpr Needs two_ways = {};

}  // namespace

std::vector<Variant> benign_bulk_variants() {
  return {
      {"backup", 10, two_ways, backup},         {"upload", 10, two_ways, upload},
      {"download", 10, two_ways, download},     {"file-share", 6, two_ways, file_share},
      {"speed-test", 10, two_ways, speed_test}, {"quic", 14, two_ways, quic},
      {"iperf-udp", 10, two_ways, iperf_udp},   {"nfs-udp", 8, two_ways, nfs_udp},
      {"tftp", 6, two_ways, tftp_boot},
  };
}

}  // namespace evaluate
