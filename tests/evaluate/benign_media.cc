// Sound, pictures, games and tunnels: fast over UDP, and wanted.
#include "ordinary.h"

namespace evaluate {
namespace {

Host& far_or_near(Scene& scene, Random& random) {
  return random.percent(30) ? scene.neighbour(random) : scene.outside(random);
}

// ------------------------------------------------------------------------------------------------ RTP

std::function<Bytes()> rtp(std::uint8_t type, std::size_t size, std::uint32_t step, unsigned frame_packets,
                           Random random) {
  return [=, source = random.u32(), number = random.u16(), stamp = random.u32(), sent = 0u]() mutable {
    const bool last = frame_packets && ++sent % frame_packets == 0;
    Bytes out = Writer()
                    .u8(0x80)
                    .u8(type | (last ? 0x80 : 0))
                    .u16(number++)
                    .u32(stamp)
                    .u32(source)
                    .bytes(random.bytes(size))
                    .take();
    if (type == 96) {  // H.264: a piece of a slice (RFC 6184, 5.8)
      out[12] = 0x7c;
      out[13] = last ? 0x45 : 0x05;
    }
    if (!frame_packets || last) stamp += step;
    return out;
  };
}

Bytes rtcp_report(Random& random, std::uint32_t source) {
  return Writer()
      .u8(0x81)
      .u8(201)
      .u16(7)
      .u32(source)
      .u32(random.u32())
      .u32(0)
      .u32(random.u16())
      .u32(20)
      .u32(0)
      .u32(0)
      .take();
}

Task reports(Scene& scene, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port, Time end,
             Random random) {
  const std::uint32_t source = random.u32();
  while (scene.now() < end) {
    send_udp(scene.world, from, from_port, to, to_port, rtcp_report(random, source));
    const Duration pause = random.between(2500ms, 5s);
    co_await scene.world.pause(pause);
  }
}

std::string sdp(const Host& host, std::uint16_t port, bool video) {
  const std::string ip = host.address.text();
  return "v=0\r\no=- 2890844526 2890844526 IN IP4 " + ip + "\r\ns=-\r\nc=IN IP4 " + ip +
         "\r\nt=0 0\r\nm=" + (video ? "video " : "audio ") + std::to_string(port) + " RTP/AVP " +
         (video ? "96\r\na=rtpmap:96 H264/90000\r\n" : "0\r\na=rtpmap:0 PCMU/8000\r\n");
}

struct Call {
  Host *caller, *callee;
  std::uint16_t caller_port, callee_port;
  bool video;
  std::string id;
};

Bytes sip(const Call& call, const std::string& first, const std::string& method, const std::string& body) {
  const std::string from = call.caller->address.text(), to = call.callee->address.text();
  const std::string kind = body.empty() ? "" : "Content-Type: application/sdp\r\n";
  return to_bytes(first + "\r\nVia: SIP/2.0/UDP " + from + ":5060;branch=z9hG4bK" + call.id +
                  "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@" + from + ">;tag=" + call.id +
                  "\r\nTo: <sip:bob@" + to + ">\r\nCall-ID: " + call.id + "@" + from + "\r\nCSeq: 1 " +
                  method + "\r\nContact: <sip:alice@" + from + ">\r\n" + kind +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Stream media(Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port, bool video, Duration gap,
             Random random) {
  const std::size_t size = video ? random.between(700, 1300) : pick<std::size_t>(random, {160, 80, 172, 240});
  const auto kind = static_cast<std::uint8_t>(video ? 96 : 0);
  return {&from,
          from_port,
          &to,
          to_port,
          gap,
          rtp(kind, size, video ? 3000 : 160, video ? 8 : 0, random),
          video ? 0.4 : 0.98};
}

// SIP names addresses and ports, then it flows both ways.
Task phone_call(Scene& scene, Call call, Stretch s, bool both, Random random) {
  Host &caller = *call.caller, &callee = *call.callee;
  const std::string uri = "sip:bob@" + callee.address.text();
  send_udp(scene.world, caller, 5060, callee, 5060,
           sip(call, "INVITE " + uri + " SIP/2.0", "INVITE", sdp(caller, call.caller_port, call.video)));
  co_await scene.world.pause(30ms);
  send_udp(scene.world, callee, 5060, caller, 5060, sip(call, "SIP/2.0 180 Ringing", "INVITE", ""));
  const Duration rings = log_time(random, 100ms, 4s);
  co_await scene.world.pause(rings);
  send_udp(scene.world, callee, 5060, caller, 5060,
           sip(call, "SIP/2.0 200 OK", "INVITE", sdp(callee, call.callee_port, call.video)));
  co_await scene.world.pause(2ms);
  send_udp(scene.world, caller, 5060, callee, 5060, sip(call, "ACK " + uri + " SIP/2.0", "ACK", ""));
  const Duration gap = call.video ? s.gap : Duration(20ms);
  const Time end = scene.now() + (s.end - s.begin);
  scene.world.play(stream(
      scene, media(caller, call.caller_port, callee, call.callee_port, call.video, gap, random.fork("out")),
      end, random.fork("1")));
  if (both)
    scene.world.play(stream(
        scene, media(callee, call.callee_port, caller, call.caller_port, call.video, gap, random.fork("in")),
        end, random.fork("2")));
  scene.world.play(reports(scene, callee, static_cast<std::uint16_t>(call.callee_port + 1), caller,
                           static_cast<std::uint16_t>(call.caller_port + 1), end, random.fork("3")));
}

void play_call(Scene& scene, bool video, bool both) {
  Random random = scene.fork("call");
  const Stretch s = draw_stretch(scene, random, video ? 150 : 50, video ? 1500 : 51);
  Host& there = far_or_near(scene, random);
  const bool we_call = random.percent(50);
  const Call call{we_call ? scene.own : &there,
                  we_call ? &there : scene.own,
                  static_cast<std::uint16_t>(random.between(8000, 20000) * 2),
                  static_cast<std::uint16_t>(random.between(8000, 20000) * 2),
                  video,
                  hex_digits(random, 12)};
  scene.world.clock.play_at(s.begin, phone_call(scene, call, s, both, random.fork("c")));
  scene.end += 5s;
  play_around(scene, s, both ? "answered" : "negotiated before");
}

void call(Scene& scene) { play_call(scene, false, true); }
void video_call(Scene& scene) { play_call(scene, true, true); }
void video_one_way(Scene& scene) { play_call(scene, true, false); }

// A camera that somebody asked for its pictures over RTSP.
Task camera(Scene& scene, Host& client, Host& server, Stretch s, Random random) {
  Connection c(scene.world, client, server, 554,
               round_trip(client.place == Place::own ? server : client, random));
  const std::string uri = "rtsp://" + server.address.text() + "/stream1";
  const auto port = static_cast<std::uint16_t>(random.between(20000, 30000) * 2),
             from = static_cast<std::uint16_t>(random.between(5000, 9000) * 2);
  const std::string ports = std::to_string(port) + "-" + std::to_string(port + 1),
                    from_ports = std::to_string(from) + "-" + std::to_string(from + 1);
  co_await c.open();
  co_await c.send(Side::client, to_bytes("DESCRIBE " + uri + " RTSP/1.0\r\nCSeq: 2\r\n\r\n"), true);
  const std::string description = sdp(server, 0, true);
  co_await c.send(Side::server,
                  to_bytes("RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: " +
                           std::to_string(description.size()) + "\r\n\r\n" + description),
                  true);
  co_await c.send(
      Side::client,
      to_bytes("SETUP " + uri + "/trackID=1 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP;unicast;client_port=" +
               ports + "\r\n\r\n"),
      true);
  co_await c.send(
      Side::server,
      to_bytes("RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 12345678\r\nTransport: RTP/AVP;unicast;client_port=" +
               ports + ";server_port=" + from_ports + "\r\n\r\n"),
      true);
  co_await c.send(Side::client, to_bytes("PLAY " + uri + " RTSP/1.0\r\nCSeq: 4\r\nSession: 12345678\r\n\r\n"),
                  true);
  co_await c.send(Side::server, to_bytes("RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: 12345678\r\n\r\n"));
  scene.world.play(reports(scene, client, static_cast<std::uint16_t>(port + 1), server,
                           static_cast<std::uint16_t>(from + 1), s.end, random.fork("r")));
  Stream pictures = media(server, from, client, port, true, s.gap, random.fork("m"));
  co_await stream(scene, std::move(pictures), s.end, random.fork("s"));
}

void camera_stream(Scene& scene) {
  Random random = scene.fork("camera");
  const Stretch s = draw_stretch(scene, random, 150, 1500);
  Host& there = far_or_near(scene, random);
  const bool we_watch = random.percent(50);
  scene.world.clock.play_at(s.begin, camera(scene, we_watch ? *scene.own : there,
                                            we_watch ? there : *scene.own, s, random.fork("c")));
  play_around(scene, s, "negotiated before");
}

// A video conference in a browser: STUN first, then media both ways, and reports.
Bytes stun(Random& random, bool answer, const Bytes& id, const Address& mapped, std::uint16_t port) {
  Writer body;
  if (answer)
    body.u16(0x0020).u16(8).u8(0).u8(1).u16(port ^ 0x2112).u32(mapped.number() ^ 0x2112a442);
  else
    body.u16(0x0006).u16(9).text("abcd:efgh").zeros(3);
  const Bytes attributes = body.take();
  (void)random;
  return Writer()
      .u16(answer ? 0x0101 : 0x0001)
      .u16(attributes.size())
      .u32(0x2112a442)
      .bytes(id)
      .bytes(attributes)
      .take();
}

Task conference(Scene& scene, Host& there, Stretch s, Random random) {
  Host& us = *scene.own;
  const std::uint16_t port = us.next_port(),
                      to = pick<std::uint16_t>(random, {3478, 19305, 8801, 10000, 50007});
  for (int i = 0; i < 3; ++i) {
    const Bytes id = random.bytes(12);
    send_udp(scene.world, us, port, there, to, stun(random, false, id, us.address, port));
    co_await scene.world.pause(20ms);
    send_udp(scene.world, there, to, us, port, stun(random, true, id, us.address, port));
    co_await scene.world.pause(30ms);
  }
  const Duration other = random.between(s.gap, s.gap * 3);
  scene.world.play(
      stream(scene, media(us, port, there, to, true, other, random.fork("out")), s.end, random.fork("1")));
  Stream in = media(there, to, us, port, true, s.gap, random.fork("in"));
  scene.world.play(reports(scene, us, port, there, to, s.end, random.fork("r")));
  co_await stream(scene, std::move(in), s.end, random.fork("2"));
}

void web_conference(Scene& scene) {
  Random random = scene.fork("conference");
  const Stretch s = draw_stretch(scene, random, 80, 900);
  scene.world.clock.play_at(s.begin, conference(scene, scene.outside(random), s, random.fork("c")));
  play_around(scene, s, "answered");
}

// ------------------------------------------------------------------------------------------------ to a group

Task joins(Scene& scene, Host& group, Time end, Random random) {
  while (scene.now() < end) {
    send_ip(scene.world, scene.neighbour(random), group, ip_protocol::igmp, igmp_report(group.address));
    co_await scene.world.pause(random.between(2s, 10s));
  }
}

void television(Scene& scene) {
  Random random = scene.fork("tv");
  const Stretch s = draw_stretch(scene, random, 200, 3000);
  Address address =
      Address::parse("239.0.0.0").plus(static_cast<std::uint32_t>(random.between(1 << 16, 0xffffff)));
  Host& group = scene.world.network.host(address);
  const bool ours = random.percent(50);
  Host& from = ours ? *scene.own : scene.neighbour(random);
  const bool plain = random.percent(40);
  const auto next = [random, plain, inner = rtp(33, 1316, 3000, 0, random.fork("rtp")),
                     counter = 0u]() mutable {
    Writer packets;
    for (int i = 0; i < 7; ++i)
      packets.u8(0x47).u16(0x0100).u8(0x10 | (counter++ & 15)).bytes(random.bytes(184));
    if (plain) return packets.take();
    Bytes out = inner();
    const Bytes body = packets.take();
    std::ranges::copy(body, out.begin() + 12);
    return out;
  };
  scene.world.clock.play_at(s.begin, stream(scene,
                                            {&from, from.next_port(), &group,
                                             pick<std::uint16_t>(random, {5004, 1234, 10000}), s.gap, next},
                                            s.end, random.fork("s")));
  scene.world.play(joins(scene, group, s.end, random.fork("j")));
  play_around(scene, s, "to a group");
}

// ------------------------------------------------------------------------------------------------ games

Task player(Scene& scene, Host& client, Host& server, std::uint16_t port, Time end, Random random) {
  const std::uint16_t from = client.next_port();
  const Duration tick = seconds(1.0 / static_cast<double>(random.between(10, 128)));
  std::uint32_t number = random.u32();
  while (scene.now() < end) {
    send_udp(scene.world, client, from, server, port,
             Writer().u32(number).u32(number / 2).bytes(random.bytes(random.between(10, 80))).take());
    ++number;
    const Duration half = random.between(tick / 3, tick * 2 / 3);
    co_await scene.world.pause(half);
    send_udp(scene.world, server, port, client, from,
             Writer().u32(number).u32(number / 2).bytes(random.bytes(random.between(30, 500))).take());
    co_await scene.world.pause(tick - half);
  }
}

void game(Scene& scene) {
  Random random = scene.fork("game");
  const Stretch s = draw_stretch(scene, random, 50, 2000);
  const bool we_serve = random.percent(50);
  const auto port = pick<std::uint16_t>(random, {27015, 25565, 7777, 30120, 2302, 3074, 9987});
  const std::uint64_t players =
      we_serve ? std::max<std::uint64_t>(1, static_cast<std::uint64_t>(s.rate / 60)) : 1;
  for (std::uint64_t i = 0; i < players; ++i) {
    Host& there = scene.outside(random);
    scene.world.clock.play_at(s.begin + random.between(0ms, 400ms),
                              player(scene, we_serve ? there : *scene.own, we_serve ? *scene.own : there,
                                     port, s.end, random.fork(std::to_string(i))));
  }
  play_around(scene, s, "answered");
}

// ------------------------------------------------------------------------------------------------ tunnels

Task wireguard(Scene& scene, Host& client, Host& server, Stretch s, bool one_way, Random random) {
  const auto port = static_cast<std::uint16_t>(random.percent(50) ? 51820 : random.between(1025, 65000));
  const std::uint16_t from = client.next_port();
  const std::uint32_t to_server = random.u32(), to_client = random.u32();
  if (random.percent(70)) {
    send_udp(scene.world, client, from, server, port,
             Writer().u32(0x01000000).u32(to_client).bytes(random.bytes(140)).take());
    co_await scene.world.pause(18ms);
    send_udp(scene.world, server, port, client, from,
             Writer().u32(0x02000000).u32(to_server).u32(to_client).bytes(random.bytes(80)).take());
    co_await scene.world.pause(1ms);
  }
  const auto little_endian = [](std::uint64_t value) {
    Bytes out(8);
    for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(value >> 8 * i);
    return out;
  };
  std::uint64_t sent = random.below(5000), back = random.below(5000);
  for (std::uint64_t number = 0; scene.now() < s.end; ++number) {
    const std::size_t size = random.percent(70) ? 1408 : random.between(4, 80) * 16;
    send_udp(scene.world, client, from, server, port,
             Writer()
                 .u32(0x04000000)
                 .u32(to_server)
                 .bytes(little_endian(sent++))
                 .bytes(random.bytes(size + 16))
                 .take());
    if (number % (one_way ? 8 : 2) == 0)
      send_udp(scene.world, server, port, client, from,
               Writer()
                   .u32(0x04000000)
                   .u32(to_client)
                   .bytes(little_endian(back++))
                   .bytes(random.bytes(96))
                   .take());
    const Duration pause = random.between(s.gap / 2, s.gap * 3 / 2);
    co_await scene.world.pause(pause);
  }
}

Task openvpn(Scene& scene, Host& client, Host& server, Stretch s, Random random) {
  const std::uint16_t from = client.next_port(), port = 1194;
  std::uint32_t number = 1;
  const Bytes session = random.bytes(8), other = random.bytes(8);
  send_udp(scene.world, client, from, server, port, Writer().u8(0x38).bytes(session).u8(0).u32(0).take());
  co_await scene.world.pause(20ms);
  send_udp(scene.world, server, port, client, from,
           Writer().u8(0x40).bytes(other).u8(1).u32(0).bytes(session).u32(0).take());
  while (scene.now() < s.end) {
    send_udp(
        scene.world, client, from, server, port,
        Writer().u8(0x48).u8(0).u16(0).u32(number++).bytes(random.bytes(random.between(60, 1380))).take());
    if (random.percent(60))
      send_udp(
          scene.world, server, port, client, from,
          Writer().u8(0x48).u8(0).u16(1).u32(number).bytes(random.bytes(random.between(60, 1380))).take());
    const Duration pause = random.between(s.gap / 2, s.gap * 3 / 2);
    co_await scene.world.pause(pause);
  }
}

Task esp(Scene& scene, Host& one, Host& two, Stretch s, bool in_udp, Random random) {
  const std::uint32_t there = random.u32() | 0x10000, back = random.u32() | 0x10000;
  std::uint32_t sent = 1, got = 1;
  const auto send = [&](Host& from, Host& to, std::uint32_t index, std::uint32_t number, std::size_t size) {
    const Bytes body = Writer().u32(index).u32(number).bytes(random.bytes(size)).take();
    if (in_udp)
      send_udp(scene.world, from, 4500, to, 4500, body);
    else
      send_ip(scene.world, from, to, 50, body);
  };
  while (scene.now() < s.end) {
    send(one, two, there, sent++, random.percent(70) ? 1392 : random.between(4, 80) * 16);
    if (sent % 2 == 0) send(two, one, back, got++, 96);
    const Duration pause = random.between(s.gap / 2, s.gap * 3 / 2);
    co_await scene.world.pause(pause);
  }
}

void vpn(Scene& scene) {
  Random random = scene.fork("vpn");
  const Stretch s = draw_stretch(scene, random, 100, 10000);
  Host& there = scene.outside(random);
  const bool we_send = random.percent(60);
  Host& one = we_send ? *scene.own : there;
  Host& two = we_send ? there : *scene.own;
  switch (random.below(4)) {
    case 0:
      scene.world.clock.play_at(s.begin, wireguard(scene, one, two, s, random.percent(50), random.fork("v")));
      break;
    case 1:
      scene.world.clock.play_at(s.begin, openvpn(scene, one, two, s, random.fork("v")));
      break;
    default:
      scene.world.clock.play_at(s.begin, esp(scene, one, two, s, random.percent(50), random.fork("v")));
  }
  play_around(scene, s, "answered");
}

constexpr Needs two_ways = {};

}  // namespace

std::vector<Variant> benign_media_variants() {
  return {
      {"call", 12, two_ways, call},
      {"video-call", 10, two_ways, video_call},
      {"video-one-way", 10, two_ways, video_one_way},
      {"camera", 10, two_ways, camera_stream},
      {"conference", 12, two_ways, web_conference},
      {"television", 12, {.sent = false, .received = false}, television},
      {"game", 16, two_ways, game},
      {"vpn", 18, two_ways, vpn},
  };
}

}  // namespace evaluate
