#include "turn.h"

namespace evaluate {

Host Turn::disguised(Host& real) {
  Host out = real;
  if (aim.forge) out.address = aim.forge(random);
  if (aim.any_ttl) out.ttl = static_cast<std::uint8_t>(random.between(30, 250));
  return out;
}

Pieces Turn::datagram(std::uint16_t from_port, std::uint16_t to_port, View payload) {
  Host& real = source();
  Host from = disguised(real);
  Pieces out = cut_udp(scene.world, from, from_port, victim(), to_port, payload);
  real.ip_id = from.ip_id;
  out.from = &real;
  return out;
}

Pieces Turn::packet(std::uint8_t protocol, View body) {
  Host& real = source();
  return packet_of(disguised(real), real, victim(), protocol, body);
}

Pieces Turn::packet_of(const Host& from, Host& real, Host& to, std::uint8_t protocol, View body) {
  Pieces out;
  out.from = &real;
  out.to = &to;
  out.datagram_number = ++scene.world.datagrams;
  out.ip = {
      .from = from.address, .to = to.address, .protocol = protocol, .ttl = from.ttl, .id = real.next_ip_id()};
  out.datagram = Bytes(body.begin(), body.end());
  out.packets = ip_packets(out.ip, out.datagram);
  return out;
}

Pieces Turn::segment(TcpFields fields, View payload) {
  Host& real = source();
  const Host from = disguised(real);
  Host& to = victim();
  return packet_of(from, real, to, ip_protocol::tcp, tcp_segment(from.address, to.address, fields, payload));
}

}  // namespace evaluate
