// Sound and pictures over UDP: one way, or announced by a message that names address and port.
#include "background.h"
#include "scenario.h"

namespace generate {
namespace {

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
  return to_bytes(first + "\r\nVia: SIP/2.0/UDP " + from +
                  ":5060;branch=z9hG4bK74bf9\r\nMax-Forwards: 70\r\nFrom: <sip:alice@" + from +
                  ">;tag=9fxced76sl\r\nTo: <sip:bob@" + to + ">\r\nCall-ID: 3848276298220188511@" + from +
                  "\r\nCSeq: 1 " + method + "\r\nContact: <sip:alice@" + from + ">\r\n" + kind +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Task sound(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port, Time end) {
  const std::uint32_t source = world.random.u32();
  std::uint32_t number = world.random.u16(), stamp = world.random.u32();
  while (world.now() < end) {
    send_udp(
        world, from, from_port, to, to_port,
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
  const Time end = end_of_scene(world, settings, 15);
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
             Writer()
                 .u8(0x80)
                 .u8(33)
                 .u16(number++)
                 .u32(stamp)
                 .u32(0x1234abcd)
                 .bytes(transport_packets(world, counter))
                 .take());
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
  const Time end = end_of_scene(world, settings, 8);
  Host& group = world.network.host("239.192.0.10");
  play_around(world, end);
  world.play(television(world, world.network.own(), group, end));
  world.play(group_members(world, group, end));
  return end;
}

}  // namespace

std::vector<Scenario> media_control_scenarios() {
  return {
      {"control-rtp", "a telephone call: SIP names address and port, sound flows both ways", rtp},
      {"control-multicast-video", "television to a multicast group, one way", multicast_video},
  };
}

}  // namespace generate
