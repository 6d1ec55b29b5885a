// Somebody in our own network lies about who he is.
#include "background.h"
#include "classes.h"
#include "flood.h"
#include "talk.h"

namespace evaluate {
namespace {

void finish(Scene& scene, Random& random, Duration span) {
  scene.end = scene.begin + span;
  play_day(scene, draw_day(random.fork("day"), span, std::min<std::uint64_t>(draw_frames(random), 6000)),
           span);
}

void hear_arp(Scene& scene, const Mac& from, const Mac& to, const Bytes& packet, FloodTruth* seen) {
  const Frame frame{.from = from, .to = to, .type = ether_type::arp, .packet = packet};
  scene.tap.hear(scene.now(), frame, {.flood = seen});
}

// Tells us that he is the router, and the router that he is us.
Task poison(Scene& scene, Host& liar, Duration every, Time end, bool both_ends, FloodTruth* seen,
            Random random) {
  Host& own = *scene.own;
  Host& gateway = scene.world.network.gateway();
  while (scene.now() < end) {
    hear_arp(scene, liar.mac, own.mac,
             arp_packet(ArpOperation::reply, liar.mac, gateway.address, own.mac, own.address), seen);
    if (both_ends && scene.conditions.mirror)
      hear_arp(scene, liar.mac, gateway.mac,
               arp_packet(ArpOperation::reply, liar.mac, own.address, gateway.mac, gateway.address), seen);
    const Duration pause = random.between(every * 9 / 10, every * 11 / 10);
    co_await scene.world.pause(pause);
  }
}

void arp_spoofing(Scene& scene) {
  Random random = scene.fork("arp");
  Host& liar = scene.neighbour(random);
  Deed& deed = scene.record.deed({"arp-spoofing"}, "internal", "victim");
  deed.directions = {"internal", "inbound"};
  deed.roles = {};
  deed.least_packets = 4;
  const Duration every = pick<Duration>(random, {1s, 1s, 2s, 5s, 10s, 500ms}),
                 span = log_time(random, 20s, 200s);
  scene.world.clock.play_at(
      scene.begin + log_time(random, 1s, 8s),
      poison(scene, liar, every, scene.begin + span, random.percent(70), &deed.seen, random.fork("p")));
  // The truth is heard, too: without it nobody could call the other one a lie.
  scene.world.play(lan_chatter(scene, 700ms, scene.begin + span, random.fork("truth")));
  scene.world.play([](Scene& s, Random) -> Task {
    send_arp_request(s.world, *s.own, s.world.network.gateway());
    co_await s.world.pause(400us);
    send_arp_reply(s.world, s.world.network.gateway(), *s.own);
  }(scene, random));
  finish(scene, random, span);
}

// ------------------------------------------------------------------------------------------------ DHCP

struct Lease {
  Mac client;
  std::uint32_t id;
  Address given, server, router, resolver;
};

Bytes dhcp(const Lease& lease, std::uint8_t operation, std::uint8_t type) {
  Writer out;
  out.u8(operation).u8(1).u8(6).u8(0).u32(lease.id).u16(0).u16(0x8000).u32(0);
  out.u32(operation == 2 ? lease.given.number() : 0).u32(operation == 2 ? lease.server.number() : 0).u32(0);
  out.bytes(lease.client).zeros(10 + 64 + 128).u32(0x63825363).u8(53).u8(1).u8(type);
  if (operation == 2) {
    out.u8(54).u8(4).bytes(lease.server.view()).u8(51).u8(4).u32(86400).u8(1).u8(4).u32(0xffffff00);
    out.u8(3).u8(4).bytes(lease.router.view()).u8(6).u8(4).bytes(lease.resolver.view());
  } else if (type == 3) {
    out.u8(50).u8(4).bytes(lease.given.view()).u8(54).u8(4).bytes(lease.server.view());
  }
  return out.u8(255).zeros(20).take();
}

Task leases(Scene& scene, Host& right, Host* rogue, FloodTruth* seen, std::uint64_t count, Duration mean,
            Random random) {
  Host& everyone = scene.group("255.255.255.255");
  for (; count > 0; --count) {
    Host client = scene.neighbour(random, static_cast<std::uint32_t>(random.between(60, 200)));
    Lease lease{
        client.mac,   random.u32(), client.address, right.address, scene.world.network.gateway().address,
        right.address};
    Lease wrong = lease;
    if (rogue) {
      wrong.server = wrong.router = wrong.resolver = rogue->address;
      wrong.given.octets[3] = static_cast<std::uint8_t>(random.between(201, 250));
    }
    client.address = Address::parse("0.0.0.0");
    send_udp(scene.world, client, 68, everyone, 67, dhcp(lease, 1, 1));
    const bool lie_first = rogue && random.percent(60);
    const Duration first = log_time(random, 300us, 8ms), second = log_time(random, 300us, 60ms);
    co_await scene.world.pause(first);
    if (lie_first) send_udp(scene.world, *rogue, 67, everyone, 68, dhcp(wrong, 2, 2), {.flood = seen});
    send_udp(scene.world, right, 67, everyone, 68, dhcp(lease, 2, 2));
    if (rogue && !lie_first)
      send_udp(scene.world, *rogue, 67, everyone, 68, dhcp(wrong, 2, 2), {.flood = seen});
    co_await scene.world.pause(second);
    const Lease& taken = lie_first ? wrong : lease;
    send_udp(scene.world, client, 68, everyone, 67, dhcp(taken, 1, 3));
    co_await scene.world.pause(1ms);
    if (lie_first)
      send_udp(scene.world, *rogue, 67, everyone, 68, dhcp(wrong, 2, 5), {.flood = seen});
    else
      send_udp(scene.world, right, 67, everyone, 68, dhcp(lease, 2, 5));
    co_await scene.world.pause(exponential(random, mean));
  }
}

void rogue_dhcp(Scene& scene) {
  Random random = scene.fork("dhcp");
  Deed& deed = scene.record.deed({"rogue-dhcp"}, "internal", "none");
  deed.directions = {"internal", "inbound"};
  deed.roles = {};
  deed.least_packets = 2;
  const std::uint64_t count = random.between(3, 25);
  const Duration mean = log_time(random, 500ms, 10s);
  Host& right = random.percent(70) ? scene.world.network.gateway() : scene.neighbour(random, 51);
  scene.world.clock.play_at(
      scene.begin + log_time(random, 10ms, 4s),
      leases(scene, right, &scene.neighbour(random, 52), &deed.seen, count, mean, random.fork("l")));
  finish(scene, random, mean * static_cast<int>(count) + 5s);
}

// ------------------------------------------------------------------------------------------------ IPv6

Host& at(Scene& scene, Host& host, const std::string& text) {
  Host& out = scene.world.network.host(text);
  out.mac = host.mac;
  out.place = Place::local;
  out.ttl = 255;
  return out;
}

Bytes router_advertisement(const Address& from, const Mac& mac, const Address& prefix,
                           std::uint16_t lifetime) {
  Writer body;
  body.u8(134).u8(0).u16(0).u8(64).u8(0).u16(lifetime).u32(0).u32(0).u8(1).u8(1).bytes(mac);
  body.u8(3).u8(4).u8(64).u8(0xc0).u32(86400).u32(14400).u32(0).bytes(prefix.view());
  Bytes out = body.take();
  const Address all = Address::parse("ff02::1");
  const Bytes pseudo =
      Writer().bytes(from.view()).bytes(all.view()).u32(out.size()).u32(58).bytes(out).take();
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < pseudo.size(); ++i) sum += static_cast<unsigned>(pseudo[i]) << (i % 2 ? 0 : 8);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put_u16(out, 2, static_cast<std::uint16_t>(~sum));
  return out;
}

Task advertise(Scene& scene, Host& router, Address prefix, Duration every, Time end, FloodTruth* seen,
               Random random) {
  Host& all = scene.group("ff02::1");
  while (scene.now() < end) {
    send_ip(scene.world, router, all, ip_protocol::icmp6,
            router_advertisement(router.address, router.mac, prefix, 1800), {.flood = seen});
    const Duration pause = random.between(every * 3 / 4, every * 5 / 4);
    co_await scene.world.pause(pause);
  }
}

Address prefix_of(Random& random) {
  Address out = any_address6(random);
  for (std::size_t i = 8; i < 16; ++i) out.octets[i] = 0;
  return out;
}

void rogue_router(Scene& scene) {
  Random random = scene.fork("ra");
  Deed& deed = scene.record.deed({"rogue-router", "rogue-ra"}, "internal", "none");
  deed.directions = {"internal", "inbound"};
  deed.roles = {};
  deed.least_packets = 2;
  const Duration span = log_time(random, 30s, 600s);
  Host& right = at(scene, scene.world.network.gateway(), "fe80::1");
  Host& rogue = at(scene, scene.neighbour(random, 52),
                   "fe80::" + hex_digits(random, 4) + ":ff:fe00:" + hex_digits(random, 4));
  scene.world.clock.play_at(scene.begin + 1s,
                            advertise(scene, right, prefix_of(random), random.between(5s, 60s),
                                      scene.begin + span, nullptr, random.fork("right")));
  scene.world.clock.play_at(scene.begin + log_time(random, 2s, 20s),
                            advertise(scene, rogue, prefix_of(random), random.between(2s, 30s),
                                      scene.begin + span, &deed.seen, random.fork("rogue")));
  finish(scene, random, span);
}

constexpr Needs cards = {.ethernet = true, .whole_frames = true};

}  // namespace

std::vector<Class> local_classes() {
  return {{"local-attack",
           "somebody in our own network lies about who he is",
           {{"arp-spoofing", 50, cards, arp_spoofing},
            {"rogue-dhcp", 30, cards, rogue_dhcp},
            {"rogue-router", 20, cards, rogue_router}}}};
}

}  // namespace evaluate
