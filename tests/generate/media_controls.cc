// Ordinary streams over UDP: fast, or one way, or announced by a message that names address and port.
#include "background.h"
#include "scenario.h"

namespace generate {
namespace {

constexpr Time spring_2023(1'680'602'400'500'000'000);  // QUIC and iperf3 are younger than the incident

Time length(const World& world, const Settings& settings, int seconds) {
  return world.now() + std::chrono::seconds(settings.seconds.value_or(seconds));
}

void play_around(World& world, Time end) { play_background(world, {.host = &world.network.own()}, {}, end); }

// --- QUIC ---

struct QuicPath {
  Host* client;
  std::uint16_t port;
  Host* server;
  Bytes client_id, server_id;
};

// The Initial's content is encrypted for anyone who did not see its keys derived: random bytes stand for it.
Bytes quic_long(World& world, std::uint8_t first, const Bytes& to_id, const Bytes& from_id, std::size_t size) {
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
  const Time end = length(world, settings, 4);
  play_around(world, end);
  world.play(quic_download(world, world.network.own(), world.network.host("203.0.113.43"), end));
  return end + 200ms;
}

// --- iperf3: a fast stream one way, with a TCP control connection on the same port ---

namespace iperf {
enum State : std::uint8_t {
  test_start = 1, test_running = 2, test_end = 4, exchange_parameters = 9, create_streams = 10,
  exchange_results = 13, display_results = 14, done = 16
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
  co_await control.send(Side::client, counted("{\"udp\":true,\"omit\":0,\"time\":3,\"parallel\":1,\"len\":1448,"
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
  co_await control.send(Side::client, counted("{\"cpu_util_total\":3.1,\"streams\":[{\"id\":1,\"errors\":0}]}"));
  co_await control.send(Side::server, counted("{\"cpu_util_total\":2.4,\"streams\":[{\"id\":1,\"errors\":2}]}"));
  co_await control.send(Side::server, state(iperf::display_results));
  co_await control.send(Side::client, state(iperf::done));
  co_await control.close(Side::client);
}

Time iperf_upload(World& world, const Settings& settings) {
  const Time end = length(world, settings, 4);
  play_around(world, end);
  world.play(iperf_test(world, world.network.own(), world.network.host("203.0.113.52"), end));
  return end + 1s;
}

// --- a telephone call: SIP names address and port, then sound flows both ways ---

struct Call {
  Host* caller;
  Host* callee;
  std::uint16_t caller_port = 16384, callee_port = 18200;
};

std::string sdp(const Host& host, std::uint16_t port) {
  const std::string ip = host.address.text();
  return "v=0\r\no=- 2890844526 2890844526 IN IP4 " + ip + "\r\ns=call\r\nc=IN IP4 " + ip +
         "\r\nt=0 0\r\nm=audio " + std::to_string(port) + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
}

// `first`: the request line or the status line.
Bytes sip(const Call& call, const std::string& first, const std::string& method, const std::string& body) {
  const std::string from = call.caller->address.text(), to = call.callee->address.text();
  const std::string kind = body.empty() ? "" : "Content-Type: application/sdp\r\n";
  return to_bytes(first + "\r\nVia: SIP/2.0/UDP " + from + ":5060;branch=z9hG4bK74bf9\r\nMax-Forwards: 70\r\nFrom: <sip:alice@" +
                  from + ">;tag=9fxced76sl\r\nTo: <sip:bob@" + to + ">\r\nCall-ID: 3848276298220188511@" + from +
                  "\r\nCSeq: 1 " + method + "\r\nContact: <sip:alice@" + from + ">\r\n" + kind +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Task sound(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port, Time end) {
  const std::uint32_t source = world.random.u32();
  std::uint32_t number = world.random.u16(), stamp = world.random.u32();
  while (world.now() < end) {
    send_udp(world, from, from_port, to, to_port,
             Writer().u8(0x80).u8(0).u16(number++).u32(stamp).u32(source).bytes(world.random.bytes(160)).take());
    stamp += 160;
    co_await world.pause(world.random.between(19900us, 20100us));
  }
}

Task phone_call(World& world, Call call, Time end) {
  Host& caller = *call.caller;
  Host& callee = *call.callee;
  const std::string uri = "sip:bob@" + callee.address.text();
  const auto ask = [&](const std::string& method, const std::string& body) {
    send_udp(world, caller, 5060, callee, 5060, sip(call, method + " " + uri + " SIP/2.0", method, body));
  };
  const auto reply = [&](const std::string& status, const std::string& method, const std::string& body) {
    send_udp(world, callee, 5060, caller, 5060, sip(call, "SIP/2.0 " + status, method, body));
  };
  ask("INVITE", sdp(caller, call.caller_port));
  co_await world.pause(30ms);
  reply("100 Trying", "INVITE", "");
  co_await world.pause(200ms);
  reply("180 Ringing", "INVITE", "");
  co_await world.pause(1500ms);
  reply("200 OK", "INVITE", sdp(callee, call.callee_port));
  co_await world.pause(2ms);
  ask("ACK", "");
  world.play(sound(world, caller, call.caller_port, callee, call.callee_port, end));
  co_await world.pause(17ms);
  world.play(sound(world, callee, call.callee_port, caller, call.caller_port, end));
  co_await world.pause(end - world.now() + 30ms);
  ask("BYE", "");
  co_await world.pause(30ms);
  reply("200 OK", "BYE", "");
}

Time rtp(World& world, const Settings& settings) {
  const Time end = length(world, settings, 15);
  play_around(world, end);
  world.play(phone_call(world, {&world.network.own(), &world.network.host("203.0.113.61")}, end));
  return end + 200ms;
}

// --- television to a multicast group: fast, one way, for ever ---

Bytes transport_packets(World& world, std::uint8_t& counter) {
  Writer out;
  for (int i = 0; i < 7; ++i)
    out.u8(0x47).u16(0x0100).u8(0x10 | (counter++ & 0x0f)).bytes(world.random.bytes(184));
  return out.take();
}

Task television(World& world, Host& from, Host& group, Time end) {
  const std::uint16_t port = from.next_port();
  std::uint32_t number = 1;
  std::uint8_t counter = 0;
  while (world.now() < end) {
    const auto stamp = static_cast<std::uint64_t>(world.now() / 1us) * 9 / 100;
    send_udp(world, from, port, group, 5004,
             Writer().u8(0x80).u8(33).u16(number++).u32(stamp).u32(0x1234abcd)
                 .bytes(transport_packets(world, counter)).take());
    co_await world.pause(world.random.between(2200us, 2300us));
  }
}

Task group_members(World& world, Host& group, Time end) {
  while (world.now() < end) {
    Host& member = world.network.host("192.0.2.33");
    send_ip(world, member, group, ip_protocol::igmp, igmp_report(group.address));
    co_await world.pause(3s);
  }
}

Time multicast_video(World& world, const Settings& settings) {
  const Time end = length(world, settings, 8);
  Host& group = world.network.host("239.192.0.10");
  play_around(world, end);
  world.play(television(world, world.network.own(), group, end));
  world.play(group_members(world, group, end));
  return end;
}

}  // namespace

std::vector<Scenario> media_control_scenarios() {
  return {
      {"control-quic", "a download over QUIC", quic, 0, {}, spring_2023},
      {"control-iperf", "a speed test: UDP one way, controlled over TCP", iperf_upload, 0, Site{.ttl = 64}, spring_2023},
      {"control-rtp", "a telephone call: SIP names address and port, sound flows both ways", rtp},
      {"control-multicast-video", "television to a multicast group, one way", multicast_video},
  };
}

}  // namespace generate
