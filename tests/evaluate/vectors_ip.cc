// Floods below TCP and UDP: ICMP, GRE, and protocols that nobody asked for.
#include "talk.h"
#include "turn.h"

namespace evaluate {
namespace {

// Echo requests, small or in pieces.
std::function<Pieces()> echoes(Scene& scene, Aim aim, Random random, std::size_t& size) {
  size = random.percent(25) ? random.between(1600, 65000)
                            : pick<std::size_t>(random, {0, 8, 56, 64, 500, 1000, 1400, 1472});
  Turn turn{scene, std::move(aim), random};
  const Bytes data = random.percent(60) ? Bytes(size, static_cast<std::uint8_t>(random.between(0, 255)))
                                        : random.bytes(size);
  const std::uint16_t id = random.u16();
  std::uint16_t number = 0;
  const bool counted = random.percent(70);
  return [=]() mutable {
    number = counted ? static_cast<std::uint16_t>(number + 1) : turn.random.u16();
    const Address from = turn.source().address, to = turn.victim().address;
    return turn.packet(to.v6 ? ip_protocol::icmp6 : ip_protocol::icmp,
                       echo(to.v6, false, from, to, id, number, data));
  };
}

// Errors about nothing.
std::function<Pieces()> unreachables(Scene& scene, Aim aim, Random random, std::size_t& size) {
  size = 28;
  Turn turn{scene, std::move(aim), random};
  return [=]() mutable {
    const IpFields quoted{.from = turn.victim().address,
                          .to = any_address(turn.random),
                          .protocol = 17,
                          .ttl = 50,
                          .id = turn.random.u16()};
    const Bytes inner = ip_packets(quoted, turn.random.bytes(8)).front();
    return turn.packet(ip_protocol::icmp, icmp(3, 3, 0, inner));
  };
}

// GRE around an IP or Ethernet packet that leads nowhere, as Mirai sends it.
std::function<Pieces()> gre(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const bool frames = random.percent(40);
  const std::size_t payload = pick<std::size_t>(random, {512, 512, 1024, 64, 256});
  size = payload;
  Turn turn{scene, std::move(aim), random};
  return [=]() mutable {
    const Address from = any_address(turn.random), to = any_address(turn.random);
    const Bytes body = udp_datagram(from, turn.random.u16(), to, turn.port(), turn.random.bytes(payload));
    const Bytes inner =
        ip_packets({.from = from, .to = to, .protocol = 17, .ttl = 64, .id = turn.random.u16()}, body)
            .front();
    Writer out;
    out.u16(0).u16(frames ? 0x6558 : ether_type::ipv4);
    if (frames) out.bytes(turn.random.bytes(12)).u16(ether_type::ipv4);
    return turn.packet(47, out.bytes(inner).take());
  };
}

// Of another protocol, or of another one each time.
std::function<Pieces()> others(Scene& scene, Aim aim, Random random, std::size_t& size) {
  size = random.between(0, 1400);
  Turn turn{scene, std::move(aim), random};
  const bool varied = random.percent(30);
  const auto protocol = pick<std::uint8_t>(
      random, {0, 50, 51, 255, 253, 99, 132, 103, 89, static_cast<std::uint8_t>(random.between(140, 252))});
  const std::size_t length = size;
  return [=]() mutable {
    const auto chosen = varied ? static_cast<std::uint8_t>(turn.random.between(140, 252)) : protocol;
    return turn.packet(chosen, turn.random.bytes(length));
  };
}

}  // namespace

const std::vector<Vector>& ip_vectors() {
  constexpr auto exact = Watch::exact;
  static const std::vector<Vector> list = {
      {"icmp-echo", {"icmp-flood"}, 1, 1, true, exact, echoes},
      {"icmp-error", {"icmp-flood"}, 1, 1, false, exact, unreachables},
      {"gre", {"gre-flood"}, 1, 47, false, exact, gre},
      {"ip-protocol", {"ip-flood"}, 1, 0, false, exact, others},
  };
  return list;
}

}  // namespace evaluate
