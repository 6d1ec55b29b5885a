// Fast streams over UDP that the other side wants: a download and a speed test.
#include "background.h"
#include "scenario.h"

namespace generate {
namespace {

constexpr Time spring_2023(1'680'602'400'500'000'000);  // QUIC and iperf3 are younger than the incident

// --- QUIC ---

struct QuicPath {
  Host* client;
  std::uint16_t port;
  Host* server;
  Bytes client_id, server_id;
};

// The Initial's content is encrypted for anyone who did not see its keys derived: random bytes stand for it.
Bytes quic_long(World& world, std::uint8_t first, const Bytes& to_id, const Bytes& from_id,
                std::size_t size) {
  Writer out;
  out.u8(first).u32(1).u8(to_id.size()).bytes(to_id).u8(from_id.size()).bytes(from_id);
  const bool initial = (first & 0x30) == 0;
  if (initial) out.u8(0);  // no token
  const std::size_t header = 7 + to_id.size() + from_id.size() + (initial ? 1 : 0) + 2;
  out.u16(0x4000 | (size - header)).bytes(world.random.bytes(size - header));
  return out.take();
}

Bytes quic_short(World& world, const Bytes& to_id, std::size_t size) {
  const auto first = static_cast<std::uint8_t>(0x40 | world.random.below(0x40));
  return Writer().u8(first).bytes(to_id).bytes(world.random.bytes(size - 1 - to_id.size())).take();
}

void from_client(World& world, const QuicPath& p, Bytes data) {
  send_udp(world, *p.client, p.port, *p.server, 443, data);
}
void from_server(World& world, const QuicPath& p, Bytes data) {
  send_udp(world, *p.server, 443, *p.client, p.port, data);
}

Task quic_download(World& world, Host& client, Host& server, Time end) {
  const QuicPath path{&client, client.next_port(), &server, world.random.bytes(8), world.random.bytes(8)};
  from_client(world, path, quic_long(world, 0xc3, path.server_id, path.client_id, 1200));
  co_await world.pause(14ms);
  from_server(world, path, quic_long(world, 0xc1, path.client_id, path.server_id, 1200));
  from_server(world, path, quic_long(world, 0xe2, path.client_id, path.server_id, 1200));
  co_await world.pause(1ms);
  from_client(world, path, quic_long(world, 0xe0, path.server_id, path.client_id, 90));
  from_client(world, path, quic_short(world, path.server_id, 420));
  co_await world.pause(15ms);
  for (int number = 1; world.now() < end; ++number) {
    from_server(world, path, quic_short(world, path.client_id, 1350));
    co_await world.pause(world.random.between(300us, 500us));
    if (number % 2 == 0) from_client(world, path, quic_short(world, path.server_id, 35));
  }
}

Time quic(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 4);
  play_around(world, end);
  world.play(quic_download(world, world.network.own(), world.network.host("203.0.113.43"), end));
  return end + 200ms;
}

// --- iperf3: a fast stream one way, with a TCP control connection on the same port ---

namespace iperf {
enum State : std::uint8_t {
  test_start = 1,
  test_running = 2,
  test_end = 4,
  exchange_parameters = 9,
  create_streams = 10,
  exchange_results = 13,
  display_results = 14,
  done = 16
};
}

Bytes state(iperf::State value) { return {value}; }
Bytes counted(const std::string& json) { return Writer().u32(json.size()).text(json).take(); }

Task iperf_stream(World& world, Host& client, std::uint16_t port, Host& server, Time end) {
  send_udp(world, client, port, server, 5201, Bytes{0x36, 0x37, 0x38, 0x39});
  co_await world.pause(11ms);
  send_udp(world, server, 5201, client, port, Bytes{0x39, 0x38, 0x37, 0x36});
  co_await world.pause(13ms);
  const Bytes body = world.random.bytes(1448 - 12);
  for (std::uint32_t number = 1; world.now() < end; ++number) {
    const auto micros = static_cast<std::uint64_t>(world.now() / 1us);
    send_udp(world, client, port, server, 5201,
             Writer().u32(micros / 1'000'000).u32(micros % 1'000'000).u32(number).bytes(body).take());
    co_await world.pause(world.random.between(460us, 500us));
  }
}

Task iperf_test(World& world, Host& client, Host& server, Time end) {
  Connection control(world, client, server, 5201, 11ms);
  co_await control.open();
  co_await control.send(Side::client, to_bytes(std::string("r4kq2mv7wd3xn5hj6pz1sc8tb0fy9laeguio") + '\0'));
  co_await control.send(Side::server, state(iperf::exchange_parameters));
  co_await control.send(Side::client,
                        counted("{\"udp\":true,\"omit\":0,\"time\":3,\"parallel\":1,\"len\":1448,"
                                "\"bandwidth\":24000000,\"client_version\":\"3.12\"}"));
  co_await control.send(Side::server, state(iperf::create_streams));
  const std::uint16_t port = client.next_port();
  world.play(iperf_stream(world, client, port, server, end));
  co_await world.pause(12ms);
  co_await control.send(Side::server, state(iperf::test_start));
  co_await control.send(Side::server, state(iperf::test_running));
  co_await world.pause(end - world.now() + 2ms);
  co_await control.send(Side::client, state(iperf::test_end));
  co_await control.send(Side::server, state(iperf::exchange_results));
  co_await control.send(Side::client,
                        counted("{\"cpu_util_total\":3.1,\"streams\":[{\"id\":1,\"errors\":0}]}"));
  co_await control.send(Side::server,
                        counted("{\"cpu_util_total\":2.4,\"streams\":[{\"id\":1,\"errors\":2}]}"));
  co_await control.send(Side::server, state(iperf::display_results));
  co_await control.send(Side::client, state(iperf::done));
  co_await control.close(Side::client);
}

Time iperf_upload(World& world, const Settings& settings) {
  const Time end = end_of_scene(world, settings, 4);
  play_around(world, end);
  world.play(iperf_test(world, world.network.own(), world.network.host("203.0.113.52"), end));
  return end + 1s;
}

}  // namespace

std::vector<Scenario> fast_control_scenarios() {
  return {
      {"control-quic", "a download over QUIC", quic, 0, {}, spring_2023},
      {"control-iperf", "a speed test: UDP one way, controlled over TCP", iperf_upload, 0, Site{.ttl = 64},
       spring_2023},
  };
}

}  // namespace generate
