#include "world.h"

#include <cassert>

namespace generate {

std::uint64_t send_frame(World& world, const Host& from, const Host& to, Bytes packet, Mark mark) {
  Frame frame{.from = from.mac,
              .to = to.mac,
              .sent_by_us = from.place == Place::own,
              .type = from.address.v6 ? ether_type::ipv6 : ether_type::ipv4,
              .packet = std::move(packet)};
  return world.tap.hear(world.now(), frame, mark);
}

std::uint64_t send_udp(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port,
                       View payload, Mark mark) {
  Pieces pieces = cut_udp(world, from, from_port, to, to_port, payload);
  assert(pieces.packets.size() == 1);
  return send_frame(world, from, to, std::move(pieces.packets.front()), mark);
}

std::uint64_t send_ip(World& world, Host& from, Host& to, std::uint8_t protocol, View body, Mark mark) {
  const IpFields ip{.from = from.address,
                    .to = to.address,
                    .protocol = protocol,
                    .ttl = from.ttl,
                    .id = from.next_ip_id(protocol == ip_protocol::tcp),
                    .dont_fragment = protocol == ip_protocol::tcp};
  // A segment larger than the line carries has not been cut up yet: the network card will do it.
  constexpr std::size_t largest_packet = 65535;
  return send_frame(world, from, to, std::move(ip_packets(ip, body, largest_packet).front()), mark);
}

namespace {

void send_arp(World& world, const Host& from, const Mac& to, Bytes packet) {
  const Frame frame{.from = from.mac,
                    .to = to,
                    .sent_by_us = from.place == Place::own,
                    .type = ether_type::arp,
                    .packet = std::move(packet)};
  world.tap.hear(world.now(), frame, {});
}

}  // namespace

void send_arp_request(World& world, const Host& from, const Host& wanted) {
  send_arp(world, from, broadcast_mac,
           arp_packet(ArpOperation::request, from.mac, from.address, {}, wanted.address));
}

void send_arp_reply(World& world, const Host& from, const Host& to) {
  send_arp(world, from, to.mac, arp_packet(ArpOperation::reply, from.mac, from.address, to.mac, to.address));
}

Pieces cut_udp(World& world, Host& from, std::uint16_t from_port, Host& to, std::uint16_t to_port,
               View payload) {
  Pieces out;
  out.from = &from;
  out.to = &to;
  out.datagram_number = ++world.datagrams;
  // mDNS is sent with 255 and never routed.
  const std::uint8_t ttl = to.place == Place::group && to_port == 5353 ? 255 : from.ttl;
  out.ip = {.from = from.address,
            .to = to.address,
            .protocol = ip_protocol::udp,
            .ttl = ttl,
            .id = from.next_ip_id()};
  out.datagram = udp_datagram(from.address, from_port, to.address, to_port, payload);
  out.packets = ip_packets(out.ip, out.datagram);
  return out;
}

Task send_pieces(World& world, Pieces pieces, Duration gap) {
  for (Bytes& packet : pieces.packets) {
    send_frame(world, *pieces.from, *pieces.to, std::move(packet));
    co_await world.pause(gap);
  }
}

Duration answer_delay(World& world, const Host& to, Duration round_trip) {
  if (to.place == Place::own) return world.random.between(40us, 140us);
  return round_trip + world.random.between(0us, 300us);
}

}  // namespace generate
