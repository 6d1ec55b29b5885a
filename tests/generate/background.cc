#include "background.h"

#include <array>

#include "dns.h"

namespace generate {
namespace {

Task name_lookups(World& world, Host& asker, Duration mean, Time end, Random random) {
  while (world.now() < end) {
    co_await world.pause(random.around(mean));
    const Question question{"host" + std::to_string(random.below(90)) + ".example.net"};
    const Address address =
        Address::parse("203.0.113.0").plus(static_cast<std::uint32_t>(random.between(100, 180)));
    const Bytes data(address.view().begin(), address.view().end());
    co_await look_up(world, asker, world.network.gateway(), question, data, random.between(2ms, 40ms));
  }
}

Task arp_chatter(World& world, Duration mean, Time end, Random random) {
  Host& own = world.network.own();
  Host& gateway = world.network.gateway();
  const Address first = own.address.plus(11);
  while (world.now() < end) {
    co_await world.pause(random.around(mean));
    const Host& neighbour = world.network.host(first.plus(static_cast<std::uint32_t>(random.below(8))));
    switch (random.below(3)) {
      case 0:
        send_arp_request(world, own, gateway);
        co_await world.pause(350us);
        send_arp_reply(world, gateway, own);
        break;
      case 1:
        send_arp_request(world, gateway, own);
        co_await world.pause(40us);
        send_arp_reply(world, own, gateway);
        break;
      default:
        send_arp_request(world, neighbour, gateway);  // the answer goes to the neighbour, not past us
    }
  }
}

Task announcements(World& world, Duration mean, Time end, Random random) {
  static constexpr std::array<const char*, 3> services = {"_ipp._tcp.local", "_http._tcp.local",
                                                          "_printer._tcp.local"};
  const Address first = world.network.own().address.plus(11);
  Host& group = world.network.host("224.0.0.251");
  while (world.now() < end) {
    co_await world.pause(random.around(mean));
    Host& neighbour = world.network.host(first.plus(static_cast<std::uint32_t>(random.below(8))));
    send_udp(world, neighbour, 5353, group, 5353, mdns_query(services[random.below(services.size())]));
  }
}

std::uint64_t ntp_time(Time time) {
  constexpr std::uint64_t from_1900_to_1970 = 2208988800;
  const auto nanos = static_cast<std::uint64_t>(time.count());
  return (nanos / 1'000'000'000 + from_1900_to_1970) << 32 | (nanos % 1'000'000'000 << 32) / 1'000'000'000;
}

Bytes ntp_packet(bool server, Time origin, Time now) {
  Writer out;
  out.u8(server ? 0x24 : 0x23).u8(server ? 2 : 3).u8(6).u8(0xec).u32(0x400).u32(0x800).u32(0xc0000201);
  out.u64(ntp_time(now - 37s))
      .u64(server ? ntp_time(origin) : 0)
      .u64(server ? ntp_time(now) : 0)
      .u64(ntp_time(now));
  return out.take();
}

}  // namespace

Host& any_visitor(World& world, Random& random) {
  const bool one_net = random.percent(50);
  const auto last = static_cast<std::uint32_t>(random.between(100, 240));
  return world.network.host(Address::parse(one_net ? "198.51.100.0" : "203.0.113.0").plus(last));
}

Task visitors(World& world, WebServer server, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0; world.now() < end; ++number) {
    co_await world.pause(random.around(mean));
    Random own = random.fork(std::to_string(number));
    Host& visitor = any_visitor(world, own);
    world.play(visit(world, server, visitor, own));
  }
}

Task ntp_client(World& world, Host& client, Duration interval, Time end) {
  Host& server = world.network.host("198.51.100.10");
  while (world.now() < end) {
    const Time asked = world.now();
    send_udp(world, client, 123, server, 123, ntp_packet(false, asked, asked));
    co_await world.pause(21ms);
    send_udp(world, server, 123, client, 123, ntp_packet(true, asked, world.now()));
    co_await world.pause(interval);
  }
}

void play_background(World& world, const WebServer& server, Pace pace, Time end) {
  Host& own = *server.host;
  world.play(visitors(world, server, pace.visits, end, world.random.fork("visitors")));
  world.play(name_lookups(world, own, pace.lookups, end, world.random.fork("lookups")));
  world.play(arp_chatter(world, pace.arp, end, world.random.fork("arp")));
  world.play(announcements(world, pace.mdns, end, world.random.fork("mdns")));
  world.clock.play_at(world.now() + 170ms, ntp_client(world, own, pace.ntp, end));
}

void play_around(World& world, Time end) { play_background(world, {.host = &world.network.own()}, {}, end); }

Time end_of_scene(const World& world, const Settings& settings, int seconds) {
  return world.now() + std::chrono::seconds(settings.seconds.value_or(seconds));
}

}  // namespace generate
