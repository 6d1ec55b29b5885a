// Ordinary traffic of a server or an office that a hasty detector could take for an attack.
#include "background.h"
#include "dns.h"
#include "scenario.h"

namespace generate {
namespace {

WebServer ordinary_server(World& world) { return {.host = &world.network.own()}; }

Time only_background(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 30);
  play_around(world, end - 1s);
  return end;
}

// --- backup: a TCP upload as fast as the line goes, acknowledged ---

Task upload(World& world, Host& from, Host& to, Time end) {
  Connection connection(world, from, to, 22, 9ms);
  connection.burst = 40;
  connection.gap = 125us;
  co_await connection.open();
  co_await connection.send(Side::server, to_bytes("SSH-2.0-OpenSSH_5.5p1 Debian-6\r\n"));
  co_await connection.send(Side::client, to_bytes("SSH-2.0-OpenSSH_5.8\r\n"));
  while (world.now() < end) co_await connection.send(Side::client, world.random.bytes(40 * 1460));
  co_await connection.close(Side::client);
}

Time backup(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 4);
  play_around(world, end);
  world.play(upload(world, world.network.own(), world.network.host("203.0.113.44"), end));
  return end + 1s;
}

// --- large datagrams that are cut to fragments, and answered ---

constexpr std::uint32_t nfs_read = 6, nfs_write = 7;

Writer rpc_call(std::uint32_t id, std::uint32_t procedure) {
  constexpr std::uint32_t nfs_program = 100003, nfs_version = 3, unix_credentials = 1;
  Writer out;
  out.u32(id).u32(0).u32(2).u32(nfs_program).u32(nfs_version).u32(procedure);
  out.u32(unix_credentials).u32(28).u32(0x4d5a).u32(6).text("server").u16(0).u32(0).u32(0).u32(0);
  return out.u32(0).u32(0);  // no verifier
}

Writer rpc_reply(std::uint32_t id) {
  Writer out;
  out.u32(id).u32(1).u32(0).u32(0).u32(0).u32(0);
  return out;
}

Bytes file_handle() { return Bytes(32, 0x1f); }

Task nfs_transfer(World& world, Host& client, Host& server, Time end) {
  constexpr std::uint32_t block = 8192;
  std::uint32_t id = world.random.u32();
  for (std::uint64_t offset = 0; world.now() < end; offset += block) {
    ++id;
    const bool write = offset / block % 3 == 0;
    Writer call = rpc_call(id, write ? nfs_write : nfs_read);
    call.u32(32).bytes(file_handle()).u64(offset).u32(block);
    if (write) call.u32(0).u32(block).bytes(world.random.bytes(block));
    co_await send_pieces(world, cut_udp(world, client, 800, server, 2049, call.take()), 12us);
    co_await world.pause(world.random.between(300us, 2ms));
    Writer reply = rpc_reply(id).u32(0).u32(0);  // success, no attributes
    if (write)
      reply.u32(0).u32(block).u32(0).u64(7);
    else
      reply.u32(block).u32(0).u32(block).bytes(world.random.bytes(block));
    co_await send_pieces(world, cut_udp(world, server, 2049, client, 800, reply.take()), 12us);
    co_await world.pause(world.random.between(500us, 6ms));
  }
}

Task large_dns_answers(World& world, Host& asker, Time end) {
  Host& resolver = world.network.gateway();
  while (world.now() < end) {
    const Question question{"example.org", dns_type::dnskey};
    const std::uint16_t id = world.random.u16(), port = asker.next_port();
    send_udp(world, asker, port, resolver, 53, dns_query(id, question, 4096));
    co_await world.pause(world.random.between(8ms, 40ms));
    std::vector<Bytes> keys;
    for (int i = 0; i < 8; ++i)
      keys.push_back(Writer().u16(256).u8(3).u8(8).bytes(world.random.bytes(260)).take());
    co_await send_pieces(world, cut_udp(world, resolver, 53, asker, port, dns_answer(id, question, keys)),
                         12us);
    co_await world.pause(world.random.between(100ms, 500ms));
  }
}

Time nfs_fragments(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 4);
  Host& own = world.network.own();
  play_around(world, end);
  world.play(nfs_transfer(world, own, world.network.host("192.0.2.9"), end));
  world.play(large_dns_answers(world, own, end));
  return end + 500ms;
}

// --- one way to a collector, all day ---

Task send_log_lines(World& world, Host& from, Host& collector, Time end) {
  const std::uint16_t port = from.next_port();
  while (world.now() < end) {
    co_await world.pause(world.random.around(40s));
    const std::string line = "<" + std::to_string(world.random.between(13, 190)) + ">Mar  6 www sshd[" +
                             std::to_string(world.random.between(900, 30000)) +
                             "]: " + world.random.words(70);
    send_udp(world, from, port, collector, 514, to_bytes(line));
  }
}

Task send_counters(World& world, Host& from, Host& collector, Time end) {
  const std::uint16_t port = from.next_port();
  while (world.now() < end) {
    for (const char* name : {"apache.requests", "apache.errors", "php.time", "mysql.queries"}) {
      const std::string value = std::to_string(world.random.below(5000));
      send_udp(world, from, port, collector, 8125, to_bytes(std::string(name) + ":" + value + "|c\n"));
      co_await world.pause(80us);
    }
    co_await world.pause(60s);
  }
}

Time syslog(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 24 * 3600);
  Host& own = world.network.own();
  Host& collector = world.network.host("192.0.2.10");
  play_background(world, ordinary_server(world), Pace{}.slower(600), end - 10s);
  world.play(send_log_lines(world, own, collector, end));
  world.play(send_counters(world, own, collector, end));
  return end;
}

// --- a name server at work ---

Task ask_us(World& world, Host& own, Host& client) {
  const Question question{"www" + std::to_string(world.random.below(40)) + ".example.org"};
  const std::uint16_t id = world.random.u16(), port = client.next_port();
  send_udp(world, client, port, own, 53, dns_query(id, question));
  co_await world.pause(world.random.between(60us, 400us));
  send_udp(world, own, 53, client, port, dns_answer(id, question, {{192, 0, 2, 80}, {192, 0, 2, 81}}, true));
}

Task many_clients(World& world, Host& own, Time end) {
  while (world.now() < end) {
    world.play(ask_us(world, own, any_visitor(world, world.random)));
    co_await world.pause(world.random.around(5ms));
  }
}

Time dns_server(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 10);
  world.play(many_clients(world, world.network.own(), end - 100ms));
  world.play(ntp_client(world, world.network.own(), 64s, end));
  return end;
}

// --- a scanner tries known script names and parameters; nothing is there ---

Task scan(World& world, WebServer server, Host& scanner, Time end) {
  for (int number = 0; world.now() < end; ++number) {
    static constexpr const char* scripts[] = {"/webdav/config.php", "/shell.php", "/tools/ping.php",
                                              "/cgi-bin/test.cgi", "/admin/status.php"};
    const std::string target = std::string(scripts[number % 5]) + "?host=203.0.113." +
                               std::to_string(1 + number % 90) + "&time=" + std::to_string(10 + number % 50);
    Connection connection(world, scanner, *server.host, 80, 45ms);
    co_await connection.open();
    co_await exchange(
        world, connection, to_bytes(http_get(target, server.name, "Mozilla/5.00 (Nikto/2.1.4)")),
        http_answer(world, server, "404 Not Found", "<html><body>Object not found!</body></html>", false),
        700us);
    co_await connection.close(Side::server);
    co_await world.pause(world.random.between(5ms, 60ms));
  }
}

Time scanner_log(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 20);
  const WebServer server = ordinary_server(world);
  play_background(world, server, {}, end - 1s);
  world.play(scan(world, server, world.network.host("203.0.113.31"), end - 1s));
  return end;
}

}  // namespace

std::vector<Scenario> office_control_scenarios() {
  return {
      {"control-background", "a web server on a quiet day", only_background},
      {"control-backup", "a backup goes out over TCP as fast as the line allows", backup},
      {"control-nfs-fragments", "NFS over UDP and large DNS answers: ordinary fragments", nfs_fragments},
      {"control-syslog", "log lines and counters go one way to a collector, all day", syslog},
      {"control-dns-server", "a name server answers many clients", dns_server, 0, Site{.ttl = 64}},
      {"control-scanner-log", "a scanner tries script names with host= and time=, all of them missing",
       scanner_log},
      {"tiny-100", "100 packets of a quiet day", only_background, 100},
  };
}

}  // namespace generate
