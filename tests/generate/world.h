// A scene: the clock, the hosts, the tap and chance, and how a host sends something past the tap.
#pragma once

#include "host.h"
#include "random.h"
#include "schedule.h"
#include "tap.h"
#include "wire.h"

namespace generate {

using namespace std::chrono_literals;

struct World {
  World(Time start, Network hosts, Tap& where, Truth& known, std::uint64_t seed)
      : clock(start), network(std::move(hosts)), tap(where), truth(known), random(seed) {}

  Schedule clock;
  Network network;
  Tap& tap;
  Truth& truth;
  Random random;
  std::uint64_t datagrams = 0;  // a number for each, to tell fragments of one from those of the next

  Time now() const { return clock.now(); }
  auto pause(Duration duration) { return clock.pause(duration); }
  void play(Task task) { clock.play(std::move(task)); }
};

// All of these put the packet on the wire now and give the frame's number (0: not captured).
std::uint64_t send_frame(World& world, const Host& from, const Host& to, Bytes packet, Mark mark = {});
std::uint64_t send_udp(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port,
                       View payload, Mark mark = {});
std::uint64_t send_ip(World& world, Host& from, Host& to, std::uint8_t protocol, View body, Mark mark = {});
void send_arp_request(World& world, const Host& from, const Host& wanted);
void send_arp_reply(World& world, const Host& from, const Host& to);

// A datagram cut to the path's size, to be sent piece by piece.
struct Pieces {
  Host* from = nullptr;
  Host* to = nullptr;
  std::uint64_t datagram_number = 0;
  IpFields ip;
  Bytes datagram;
  std::vector<Bytes> packets;
};
Pieces cut_udp(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port,
               View payload);
Task send_pieces(World& world, Pieces pieces, Duration gap);

// How long it takes from a packet of `from` passing the tap until the answer of `to` passes it.
Duration answer_delay(World& world, const Host& to, Duration round_trip);

}  // namespace generate
