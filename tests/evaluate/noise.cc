// What comes by itself: strangers from the Internet, and the chatter of a local network.
#include "dns.h"
#include "services.h"
#include "talk.h"

namespace evaluate {
namespace {

Task knock(Scene& scene, Random random) {
  Host& stranger = scene.outside(random);
  const auto port = pick<std::uint16_t>(
      random, {22, 23, 80, 443, 445, 1433, 2323, 3389, 5060, 5900, 6379, 8080, 8443, 9200});
  Connection c(scene.world, stranger, *scene.own, port, round_trip(stranger, random));
  c.knock();
  if (random.percent(70)) {
    co_await scene.world.pause(70us);
    c.reset(Side::server);
  }
}

Task stray_datagram(Scene& scene, Random random) {
  Host& stranger = scene.outside(random);
  const Service& service = services()[random.below(services().size())];
  const bool traced = random.percent(20);  // a step of a route that somebody looks for
  const std::uint16_t port = traced ? static_cast<std::uint16_t>(random.between(33434, 33523)) : service.port;
  const Bytes payload = traced ? Bytes(32, 0x40) : service.ask(random);
  const std::uint16_t from = stranger.next_port();
  Pieces pieces = cut_udp(scene.world, stranger, from, *scene.own, port, payload);
  send_frame(scene.world, stranger, *scene.own, pieces.packets.front());
  co_await scene.world.pause(80us);
  if (random.percent(50))
    send_ip(scene.world, *scene.own, stranger, ip_protocol::icmp,
            port_unreachable(pieces.ip, pieces.datagram));
}

Bytes dhcp_message(Random& random, std::uint8_t operation, std::uint8_t type, const Mac& mac,
                   const Address& given) {
  Writer out;
  out.u8(operation).u8(1).u8(6).u8(0).u32(random.u32()).u32(0).u32(0).u32(given.number()).u32(0).u32(0);
  out.bytes(mac).zeros(10 + 64 + 128).u32(0x63825363).u8(53).u8(1).u8(type).u8(61).u8(7).u8(1).bytes(mac);
  return out.u8(255).zeros(40).take();
}

void announce(Scene& scene, Random& random) {
  Host& neighbour = scene.neighbour(random);
  World& world = scene.world;
  switch (random.below(7)) {
    case 0:
      send_arp_request(world, neighbour, world.network.gateway());
      break;
    case 1:
      send_udp(world, neighbour, 5353, scene.group("224.0.0.251"), 5353,
               mdns_query(pick<std::string>(
                   random, {"_ipp._tcp.local", "_googlecast._tcp.local", "_airplay._tcp.local"})));
      break;
    case 2:
      send_udp(
          world, neighbour, neighbour.next_port(), scene.group("239.255.255.250"), 1900,
          to_bytes(
              "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
              "urn:dial-multiscreen-org:service:dial:1\r\n\r\n"));
      break;
    case 3: {
      Address all = neighbour.address;
      all.octets[3] = 255;
      Host& everyone = world.network.host(all);
      everyone.mac = broadcast_mac;
      const auto name = any_word(random, 4, 12);
      Writer encoded;
      encoded.u16(random.u16()).u16(0x0110).u16(1).u16(0).u16(0).u16(0).u8(32);
      for (std::size_t i = 0; i < 16; ++i) {
        const auto letter = static_cast<unsigned>(i < name.size() ? name[i] - 32 : ' ');
        encoded.u8('A' + (letter >> 4)).u8('A' + (letter & 15));
      }
      send_udp(world, neighbour, 137, everyone, 137, encoded.u8(0).u16(32).u16(1).take());
      break;
    }
    case 4:
      send_arp_request(world, world.network.gateway(), neighbour);
      break;
    case 5:
      send_udp(world, neighbour, neighbour.next_port(), scene.group("224.0.0.252"), 5355,
               dns_query(random.u16(), {any_word(random), 1}));
      break;
    default:
      send_udp(world, neighbour, 68, scene.group("255.255.255.255"), 67,
               dhcp_message(random, 1, 3, neighbour.mac, Address::parse("0.0.0.0")));
  }
}

}  // namespace

Task internet_noise(Scene& scene, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    if (own.percent(75))
      scene.world.play(knock(scene, own));
    else
      scene.world.play(stray_datagram(scene, own));
  }
}

Task lan_chatter(Scene& scene, Duration mean, Time end, Random random) {
  while (true) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(scene.now().count()));
    if (own.percent(30)) {
      Host& gateway = scene.world.network.gateway();
      const bool we_ask = own.percent(50);
      send_arp_request(scene.world, we_ask ? *scene.own : gateway, we_ask ? gateway : *scene.own);
      co_await scene.world.pause(we_ask ? 350us : 40us);
      send_arp_reply(scene.world, we_ask ? gateway : *scene.own, we_ask ? *scene.own : gateway);
    } else {
      announce(scene, own);
    }
  }
}

}  // namespace evaluate
