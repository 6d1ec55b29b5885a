// Captures of the incident's real size, for scale and speed. Never kept: they may use private and benchmark
// addresses.
#include "background.h"
#include "dns.h"
#include "incident.h"

namespace generate {
namespace {

constexpr std::uint64_t incident_packets = 775'961;

Time full_incident(World& world, const Settings& settings, Incident incident) {
  const std::uint64_t packets = settings.packets.value_or(incident_packets);
  // The flood takes all but some hundredths; ordinary packets fill the rest up to the exact number.
  incident.patience = 15s;
  incident.flood.frames_per_second =
      packets * 99 / 100 * 10 / (static_cast<std::uint64_t>(incident.seconds) * 10 + 5);
  return play_with_background(world, std::move(incident), 1h);
}

Time full_small(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 60));
  incident.flood.shape = shape::small;
  incident.flood.fill = 'x';
  return full_incident(world, settings, std::move(incident));
}

Address any_private_address(Random& random) {
  return Address::parse("10.0.0.0").plus(static_cast<std::uint32_t>(random.between(1, 0xfffffe)));
}

Time full_spoof(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 60));
  incident.flood.shape = shape::small;
  incident.flood.fill = 'x';
  incident.flood.forge = any_private_address;
  incident.flood.refused = false;  // refusals go to the forged addresses
  return full_incident(world, settings, std::move(incident));
}

Time full_frag(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 60));
  incident.flood.shape = shape::php8;
  return full_incident(world, settings, std::move(incident));
}

// --- an office of some thousand people behind one router, nothing wrong ---

Host& office_host(World& world) {
  return world.network.host(
      Address::parse("10.1.0.0").plus(static_cast<std::uint32_t>(world.random.between(256, 4090))));
}

Host& internet_host(World& world) {
  return world.network.host(
      Address::parse("198.18.0.0").plus(static_cast<std::uint32_t>(world.random.between(1, 0x1fffe))));
}

Task office_lookup(World& world) {
  const Question question{"h" + std::to_string(world.random.below(9000)) + ".example.net"};
  const View answer = world.network.gateway().address.view();
  co_await look_up(world, office_host(world), world.network.host("10.1.0.53"), question,
                   Bytes(answer.begin(), answer.end()), 12ms);
}

Task encrypted_page(World& world) {
  Connection connection(world, office_host(world), internet_host(world), 443,
                        world.random.between(9ms, 90ms));
  co_await connection.open();
  Bytes hello =
      Writer().u8(22).u16(0x0301).u16(196).u8(1).u8(0).u16(192).bytes(world.random.bytes(192)).take();
  co_await connection.send(Side::client, std::move(hello), true);
  const std::size_t size = world.random.between(600, 22000);
  co_await connection.send(Side::server,
                           Writer().u8(22).u16(0x0303).u16(size).bytes(world.random.bytes(size)).take());
  co_await connection.close(Side::client);
}

Task stray_syn(World& world) {
  Connection connection(world, internet_host(world), world.network.own(), 22, 50ms);
  connection.knock();
  co_return;
}

Task short_quic(World& world) {
  Host& client = office_host(world);
  Host& server = internet_host(world);
  const std::uint16_t port = client.next_port();
  for (std::uint64_t left = world.random.between(10, 70); left > 0; --left) {
    const bool down = world.random.percent(75);
    Bytes data = world.random.bytes(down ? 1200 : world.random.between(40, 240));
    data[0] = static_cast<std::uint8_t>(0x40 | (data[0] & 0x3f));
    send_udp(world, down ? server : client, down ? 443 : port, down ? client : server, down ? port : 443,
             data);
    co_await world.pause(world.random.between(500us, 20ms));
  }
}

Task office_day(World& world, WebServer server) {
  for (;;) {
    const std::uint64_t kind = world.random.below(100);
    if (kind < 62)
      world.play(office_lookup(world));
    else if (kind < 76)
      world.play(encrypted_page(world));
    else if (kind < 86)
      world.play(visit(world, server, internet_host(world), world.random.fork("visit")));
    else if (kind < 98)
      world.play(stray_syn(world));
    else
      world.play(short_quic(world));
    co_await world.pause(world.random.around(10ms));
  }
}

Time full_mixed(World& world, const Settings&) {
  world.network.add_local("10.1.0.0", 2);
  play_background(world, xampp(world), {}, world.now() + 24h);
  world.play(office_day(world, xampp(world)));
  return world.now() + 24h;
}

}  // namespace

std::vector<Scenario> bulk_scenarios() {
  const Site office{.own = "10.1.0.80", .gateway = "10.1.0.1", .ttl = 64};
  return {
      {"full-small", "775,961 packets, datagrams of 18 bytes", full_small, incident_packets},
      {"full-spoof", "775,961 packets, each with another forged source", full_spoof, incident_packets},
      {"full-frag", "775,961 packets, datagrams of 65,000 bytes in fragments", full_frag, incident_packets},
      {"full-mixed", "500,000 packets of an office, nothing wrong", full_mixed, 500'000, office},
  };
}

}  // namespace generate
