#include "flood.h"

#include <algorithm>

#include "dns.h"

namespace generate {
namespace {

// How a kernel limits its ICMP errors to one peer: six at once, then one a second.
class RefusalLimit {
 public:
  bool allows(Time now) {
    if (!left_ && now - last_ < 1s) return false;
    if (left_) --left_;
    last_ = now;
    return true;
  }

 private:
  int left_ = 6;
  Time last_{};
};

Task refuse(World& world, Pieces refused) {
  Host& victim = *refused.to;
  const bool far = victim.place == Place::outside;
  constexpr Duration victim_round_trip = 38ms;
  constexpr std::uint8_t hops = 12;
  co_await world.pause(far ? victim_round_trip : 90us);
  if (far) refused.ip.ttl = static_cast<std::uint8_t>(refused.ip.ttl - hops);  // as it arrived there
  const std::uint8_t protocol = victim.address.v6 ? ip_protocol::icmp6 : ip_protocol::icmp;
  send_ip(world, victim, *refused.from, protocol, port_unreachable(refused.ip, refused.datagram));
}

struct Sender {
  World& world;
  const FloodPlan& plan;
  FloodTruth& truth;
  Duration frame_gap;
  RefusalLimit limit = {};

  Duration next_gap() const {
    const Duration jitter = std::max<Duration>(frame_gap / 25 / 1us * 1us, 1us);
    return world.random.between(frame_gap - jitter, frame_gap + jitter);
  }

  Pieces cut(std::uint16_t from_port, std::uint16_t to_port, std::size_t size) {
    const Bytes payload(size, static_cast<std::uint8_t>(plan.fill));
    Host forged = *plan.source;
    if (plan.forge) forged.address = plan.forge(world.random);
    Pieces pieces = cut_udp(world, forged, from_port, *plan.victim, to_port, payload);
    plan.source->ip_id = forged.ip_id;
    pieces.from = plan.source;
    if (plan.first_fragments_missing) pieces.packets.erase(pieces.packets.begin());
    if (plan.fragments_reversed) std::ranges::reverse(pieces.packets);
    return pieces;
  }

  Task send(Pieces pieces) {
    const Mark mark{&truth, pieces.datagram_number};
    for (Bytes& packet : pieces.packets) {
      send_frame(world, *pieces.from, *pieces.to, std::move(packet), mark);
      co_await world.pause(next_gap());
    }
    pieces.packets.clear();
    if (plan.refused && limit.allows(world.now())) world.play(refuse(world, std::move(pieces)));
  }

  Task write() {
    const std::uint16_t from_port = plan.source->next_port();
    const auto to_port = plan.port.value_or(static_cast<std::uint16_t>(world.random.between(1, 65000)));
    for (std::size_t size : plan.shape) co_await send(cut(from_port, to_port, size));
  }
};

Task resolve(World& world, const FloodPlan& plan) {
  const Bytes answer(plan.victim->address.view().begin(), plan.victim->address.view().end());
  return look_up(world, *plan.source, world.network.gateway(), {plan.victim_name}, answer, 900us);
}

}  // namespace

FloodTruth& known_flood(World& world, const FloodPlan& plan, const OrderTruth* order) {
  const bool outbound = plan.source->place == Place::own;
  FloodTruth& out = world.truth.floods.emplace_back();
  out.kind = plan.first_fragments_missing ? "fragment-flood" : "udp-flood";
  out.direction = outbound ? "outbound" : "inbound";
  out.role = !outbound ? "victim" : plan.forge ? "spoofing-source" : "source";
  out.source = plan.forge ? "many" : plan.source->address.text();
  out.victim = plan.victim->address.text();
  out.port = plan.port;
  out.order = order;
  return out;
}

Task flood(World& world, FloodPlan plan, FloodTruth& truth, Time last_second, std::uint64_t* writes) {
  constexpr Duration shortest_lookup_interval = 40ms;
  const Duration gap = Duration(1s) / static_cast<std::int64_t>(plan.frames_per_second);
  Sender sender{.world = world, .plan = plan, .truth = truth, .frame_gap = gap};
  Time looked_up{};
  while (world.now() < last_second + 1s) {
    if (!plan.victim_name.empty() && world.now() - looked_up >= shortest_lookup_interval) {
      looked_up = world.now();
      co_await resolve(world, plan);
      co_await world.pause(80us);
    }
    co_await sender.write();
    if (writes) ++*writes;
  }
}

}  // namespace generate
