#include "answers.h"

#include "dns.h"
#include "talk.h"

namespace evaluate {
namespace {

using namespace tcp_flag;

struct Answering {
  Scene& scene;
  Random random;
  Duration away;
  unsigned percent;  // of the packets that get an answer

  Host& asker(const Pieces& packet) { return scene.world.network.host(packet.ip.from); }
  void send(const Pieces& packet, std::uint8_t protocol, Bytes body) {
    const Duration delay = packet.to->place == Place::own ? random.between(20us, 90us) : away;
    scene.world.play(later(scene, *packet.to, asker(packet), protocol, std::move(body), delay));
  }
  void segment(const Pieces& packet, std::uint8_t flags, std::uint32_t sequence, std::uint32_t acknowledged) {
    const Bytes& d = packet.datagram;
    const TcpFields fields{.from_port = static_cast<std::uint16_t>(d[2] << 8 | d[3]),
                           .to_port = static_cast<std::uint16_t>(d[0] << 8 | d[1]),
                           .sequence = sequence,
                           .acknowledged = acknowledged,
                           .flags = flags,
                           .window = static_cast<std::uint16_t>(flags & syn ? 29200 : 0)};
    send(packet, ip_protocol::tcp, tcp_segment(packet.ip.to, packet.ip.from, fields, {}));
  }
};

std::uint32_t number_at(const Bytes& d, std::size_t at) {
  return std::uint32_t{d[at]} << 24 | std::uint32_t{d[at + 1]} << 16 | std::uint32_t{d[at + 2]} << 8 |
         d[at + 3];
}

// An open port takes the hand that is held out; a closed one, or a segment out of nowhere, gets a reset.
void answer_tcp(Answering& a, const Pieces& packet, bool open) {
  const Bytes& d = packet.datagram;
  const std::uint8_t flags = d[13];
  if (flags & rst || !(a.random.percent(a.percent))) return;
  if (flags & syn && !(flags & ack)) {
    if (open)
      a.segment(packet, syn | ack, a.random.u32(), number_at(d, 4) + 1);
    else
      a.segment(packet, rst | ack, 0, number_at(d, 4) + 1);
  } else if (flags & ack) {
    a.segment(packet, rst, number_at(d, 8), 0);
  }
}

void answer_dns(Answering& a, const Pieces& packet, std::uint16_t flags) {
  const Bytes& d = packet.datagram;
  Bytes message(d.begin() + 8, d.end());
  put_u16(message, 2, flags);
  put_u16(message, 10, 0);  // no additional record comes back
  if (d[8 + 11]) message.resize(message.size() - 11);
  const auto port = static_cast<std::uint16_t>(d[0] << 8 | d[1]);
  a.send(packet, ip_protocol::udp, udp_datagram(packet.ip.to, 53, packet.ip.from, port, message));
}

void answer_echo(Answering& a, const Pieces& packet) {
  const Bytes& d = packet.datagram;
  const bool v6 = packet.ip.to.v6;
  if (d[0] != (v6 ? 128 : 8)) return;
  const auto id = static_cast<std::uint16_t>(d[4] << 8 | d[5]),
             number = static_cast<std::uint16_t>(d[6] << 8 | d[7]);
  if (d.size() > 1400) return;  // an answer in pieces is left out
  a.send(packet, packet.ip.protocol,
         echo(v6, true, packet.ip.to, packet.ip.from, id, number, View(d).subspan(8)));
}

}  // namespace

std::function<void(const Pieces&)> draw_answers(Scene& scene, const Vector& vector, Random random) {
  if (random.percent(40)) return {};
  const unsigned share = random.percent(60) ? 100 : static_cast<unsigned>(random.between(2, 95));
  Answering a{scene, random.fork("answers"), log_time(random, 5ms, 200ms), share};
  if (vector.protocol == ip_protocol::tcp)
    return [a, open = random.percent(60)](const Pieces& packet) mutable { answer_tcp(a, packet, open); };
  if (std::string_view(vector.id) == "dns-query")
    return [a, flags = pick<std::uint16_t>(random, {0x8403, 0x8583, 0x8105, 0x8183})](
               const Pieces& packet) mutable {
      if (a.random.percent(a.percent)) answer_dns(a, packet, flags);
    };
  if (std::string_view(vector.id) == "icmp-echo")
    return [a](const Pieces& packet) mutable {
      if (a.random.percent(a.percent)) answer_echo(a, packet);
    };
  if (vector.protocol != ip_protocol::udp) return {};
  return [a, limit = IcmpLimit{}](const Pieces& packet) mutable {
    if (limit.allows(a.scene.now()))
      a.scene.world.play(refuse(a.scene, packet, packet.to->place == Place::own ? 60us : a.away));
  };
}

}  // namespace evaluate
