// Floods by way of others: as their victim, as one of the others, as the one whose name was forged, as the
// way.
#include "answers.h"
#include "background.h"
#include "classes.h"
#include "services.h"

namespace evaluate {
namespace {

const Service& draw_service(Random& random) {
  // The first dozen is met most.
  return services()[random.percent(70) ? random.below(9) : random.below(services().size())];
}

struct Reflectors {
  Scene& scene;
  const Service& service;
  std::vector<Host*> hosts;
  std::vector<std::vector<Bytes>> answers;  // of each sort of host one; made once
  std::uint16_t to_port;
  bool any_port;
  FloodTruth* seen;

  void send(Random& random) {
    Host& from = *hosts[random.below(hosts.size())];
    const auto port = any_port ? static_cast<std::uint16_t>(random.between(1024, 65000)) : to_port;
    for (const Bytes& datagram : answers[random.below(answers.size())]) {
      const Pieces pieces = cut_udp(scene.world, from, service.port, *scene.own, port, datagram);
      for (const Bytes& packet : pieces.packets)
        send_frame(scene.world, from, *scene.own, packet,
                   {.flood = seen, .datagram = pieces.datagram_number});
    }
  }
};

Task reflected(Scene& scene, std::shared_ptr<Reflectors> r, double per_second, Time stop, Random random) {
  IcmpLimit limit;
  while (scene.now() < stop) {
    r->send(random);
    const Duration pause = exponential(random, seconds(1 / per_second));
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

double frames_of(const std::vector<Bytes>& answer) {
  std::size_t out = 0;
  for (const Bytes& datagram : answer) out += (datagram.size() + 8 + 1479) / 1480;
  return static_cast<double>(out);
}

void victim(Scene& scene) {
  Random random = scene.fork("victim");
  const Service& service = draw_service(random);
  auto r = std::make_shared<Reflectors>(Reflectors{scene, service, {}, {}, 0, random.percent(30), nullptr});
  scene.kept.push_back(r);
  for (std::uint64_t left = log_count(random, 5, 800); left > 0; --left)
    r->hosts.push_back(&scene.outside(random));
  for (int i = 0; i < 12; ++i) r->answers.push_back(service.answer(random));
  r->to_port = random.percent(40) ? 80 : static_cast<std::uint16_t>(random.between(1024, 65000));
  const double piece = std::max(1.0, frames_of(r->answers.front()));
  const Extent extent = draw_extent(random, 1, draw_frames(random));
  Deed& deed = scene.record.deed(service.kinds, "inbound", "victim");
  deed.victims = {scene.own->address.text()};
  r->seen = &deed.seen;
  const Duration quiet = random.percent(15) ? 0s : log_time(random, 200ms, 10s);
  const Time begin = scene.begin + quiet, stop = begin + extent.shown;
  scene.end = stop + (extent.censored ? 0s : log_time(random, 50ms, 5s));
  scene.world.clock.play_at(begin,
                            reflected(scene, r, extent.frames_per_second / piece, stop, random.fork("r")));
  scene.record.tags["service"] = service.id;
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
}

Task asked_in_a_name(Scene& scene, const Service& service, Host& named, FloodTruth* seen, double per_second,
                     Time stop, Random random) {
  const auto port = static_cast<std::uint16_t>(random.percent(50) ? 80 : random.between(1024, 65000));
  const Bytes question = service.ask(random);
  const std::vector<Bytes> answer = service.answer(random);
  const bool other_ports = random.percent(50), even = random.percent(60);
  while (scene.now() < stop) {
    const auto from = other_ports ? static_cast<std::uint16_t>(random.between(1024, 65000)) : port;
    const Pieces ask = cut_udp(scene.world, named, from, *scene.own, service.port, question);
    for (const Bytes& packet : ask.packets)
      send_frame(scene.world, named, *scene.own, packet, {.caused = true});
    const Duration think = random.between(30us, 300us);
    co_await scene.world.pause(think);
    for (const Bytes& datagram : answer) {
      const Pieces pieces = cut_udp(scene.world, *scene.own, service.port, named, from, datagram);
      for (const Bytes& packet : pieces.packets) {
        send_frame(scene.world, *scene.own, named, packet,
                   {.flood = seen, .datagram = pieces.datagram_number});
        co_await scene.world.pause(12us);
      }
    }
    const Duration mean = seconds(1 / per_second);
    const Duration pause = even ? random.between(mean * 4 / 5, mean * 6 / 5) : exponential(random, mean);
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

void reflector(Scene& scene) {
  Random random = scene.fork("reflector");
  const Service& service = draw_service(random);
  const double piece = std::max(1.0, frames_of(service.answer(random))) + 1;
  const double frames = static_cast<double>(std::min<std::uint64_t>(draw_frames(random), 16000));
  const double per_second = log_uniform(random, 5, 800), span_s = std::max(1.0, frames / piece / per_second);
  const std::uint64_t victims = random.percent(80) ? 1 : random.between(2, 5);
  const Time begin = scene.begin + (random.percent(15) ? 0s : log_time(random, 200ms, 10s)),
             stop = begin + seconds(span_s);
  for (std::uint64_t i = 0; i < victims; ++i) {
    Host& named = scene.outside(random);
    Deed& deed = scene.record.deed(service.kinds, "outbound", "reflector");
    deed.sources = {scene.own->address.text()};
    deed.victims = {named.address.text()};
    deed.least_packets = 200;
    scene.world.clock.play_at(
        begin, asked_in_a_name(scene, service, named, &deed.seen, per_second / static_cast<double>(victims),
                               stop, random.fork(std::to_string(i))));
  }
  scene.end = stop + log_time(random, 20ms, 5s);
  scene.record.tags["service"] = service.id;
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
}

// ------------------------------------------------------------------------------------------------
// backscatter

Task scattered(Scene& scene, Host& victim, std::vector<Host*> ours, FloodTruth* seen, int sort,
               double per_second, Time stop, Random random) {
  using namespace tcp_flag;
  const auto port = pick<std::uint16_t>(random, {80, 443, 22, 25565, 8080});
  while (scene.now() < stop) {
    Host& us = *ours[random.below(ours.size())];
    const auto to = static_cast<std::uint16_t>(random.between(1024, 65535));
    if (sort == 2) {  // a datagram that we never sent came to a closed port there
      const IpFields quoted{
          .from = us.address, .to = victim.address, .protocol = 17, .ttl = 47, .id = random.u16()};
      const Bytes datagram =
          udp_datagram(us.address, to, victim.address, random.u16(), random.bytes(random.between(8, 200)));
      send_ip(scene.world, victim, us, ip_protocol::icmp, port_unreachable(quoted, datagram),
              {.flood = seen});
    } else {
      const std::uint8_t flags = sort == 0 ? syn | ack : random.percent(50) ? rst | ack : rst;
      const TcpFields fields{.from_port = port,
                             .to_port = to,
                             .sequence = random.u32(),
                             .acknowledged = random.u32(),
                             .flags = flags,
                             .window = static_cast<std::uint16_t>(sort == 0 ? 29200 : 0)};
      send_ip(scene.world, victim, us, ip_protocol::tcp, tcp_segment(victim.address, us.address, fields, {}),
              {.flood = seen});
      if (sort == 0 && us.place == Place::own && random.percent(90)) {
        const TcpFields reset{
            .from_port = to, .to_port = port, .sequence = fields.acknowledged, .flags = rst, .window = 0};
        scene.world.play(later(scene, us, victim, ip_protocol::tcp,
                               tcp_segment(us.address, victim.address, reset, {}), 50us));
      }
    }
    const Duration pause = exponential(random, seconds(1 / per_second));
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

void backscatter(Scene& scene) {
  Random random = scene.fork("backscatter");
  Host& victim = scene.outside(random);
  std::vector<Host*> ours = {scene.own};
  if (scene.conditions.mirror)
    for (std::uint64_t left = random.between(0, 30); left > 0; --left)
      ours.push_back(&scene.neighbour(random));
  const double per_second = log_uniform(random, 4, 400),
               frames = static_cast<double>(log_count(random, 200, 5000));
  const Time begin = scene.begin + log_time(random, 1ms, 5s), stop = begin + seconds(frames / per_second);
  Deed& deed = scene.record.deed({"backscatter"}, "inbound", "bystander");
  deed.sources = {victim.address.text()};
  deed.least_packets = 200;
  scene.world.clock.play_at(
      begin, scattered(scene, victim, ours, &deed.seen, static_cast<int>(random.below(3)), per_second, stop,
                       random.fork("s")));
  scene.end = stop + log_time(random, 20ms, 5s);
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
}

// ------------------------------------------------------------------------------------------------ the way

// A packet as a router takes it in and sends it on: one hop later, to another network card, perhaps under its
// own name.
struct Relay {
  Scene& scene;
  Host& router;
  std::function<Pieces()> next;
  FloodTruth* seen;
  Host* name = nullptr;  // the router's own, which it writes over the sender's

  void pass() {
    Pieces in = next();
    const Mark mark{.flood = seen, .datagram = in.datagram_number};
    for (Bytes& packet : in.packets) put(*in.from, router, std::move(packet), false, mark);
    IpFields ip = in.ip;
    --ip.ttl;
    const Bytes datagram = name ? renamed(in, ip) : in.datagram;
    for (Bytes& packet : ip_packets(ip, datagram)) put(router, beyond(*in.to), std::move(packet), true, mark);
  }
  // The address goes into the checksum.
  Bytes renamed(const Pieces& in, IpFields& ip) const {
    ip.from = name->address;
    const Bytes& d = in.datagram;
    const auto port = [&](std::size_t at) { return static_cast<std::uint16_t>(d[at] << 8 | d[at + 1]); };
    return udp_datagram(name->address, static_cast<std::uint16_t>(port(0) ^ 0x8000), in.ip.to, port(2),
                        View(d).subspan(8));
  }
  Host& beyond(Host& to) { return to.place == Place::outside ? scene.world.network.gateway() : to; }
  void put(const Host& from, const Host& to, Bytes packet, bool ours, const Mark& mark) {
    const Frame frame{.from = from.mac,
                      .to = to.mac,
                      .sent_by_us = ours,
                      .type = ether_type::ipv4,
                      .packet = std::move(packet)};
    scene.tap.hear(scene.now(), frame, mark);
  }
};

Task relayed(Scene& scene, std::shared_ptr<Relay> relay, Duration gap, Time stop, Random random) {
  while (scene.now() < stop) {
    relay->pass();
    const Duration pause = random.between(gap * 4 / 5, gap * 6 / 5);
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

enum class Route { out, in, translated, between_strangers };

// The two ends of the flood, and what may be said about our part in it.
struct Ends {
  Host *source, *victim;
  Deed* deed;
};

Ends draw_ends(Scene& scene, Route route, const Vector& vector, Random& random) {
  Host& outer = scene.outside(random);
  // A network beyond another router, which is not ours either.
  Host& inner = route == Route::between_strangers ? scene.outside(random) : scene.neighbour(random);
  if (route == Route::between_strangers) {
    inner.mac = any_mac(random);
    inner.place = Place::local;
  }
  const bool leaves = route == Route::out || route == Route::translated ||
                      (route == Route::between_strangers && random.percent(50));
  Ends out{leaves ? &inner : &outer, leaves ? &outer : &inner,
           &scene.record.deed(vector.kinds, "transit", "relay")};
  out.deed->sources = {out.source->address.text()};
  out.deed->victims = {out.victim->address.text()};
  if (route == Route::between_strangers) return out;
  // One end is ours: its part may be told instead of the router's.
  out.deed->directions.emplace_back(leaves ? "outbound" : "inbound");
  out.deed->roles.emplace_back(leaves ? "source" : "victim");
  return out;
}

// Our host is a router; a flood goes through it.
template <Route route>
void relay(Scene& scene) {
  Random random = scene.fork("relay");
  const Vector& vector = find_vector(
      route == Route::translated ? pick<const char*>(random, {"udp-noise", "udp-medium", "udp-small"})
                                 : pick<const char*>(random, {"udp-noise", "udp-medium", "udp-small",
                                                              "udp-php5", "syn", "ack", "icmp-echo"}));
  const Ends ends = draw_ends(scene, route, vector, random);
  Aim aim;
  aim.source = ends.source;
  aim.victims = {ends.victim};
  if (random.percent(60)) aim.port = 80;
  std::size_t size = 0;
  const Extent extent = draw_extent(random, vector.piece * 2, draw_frames(random));
  auto r = std::make_shared<Relay>(
      Relay{scene, *scene.own, vector.aim(scene, aim, random.fork("aim"), size), &ends.deed->seen});
  if (route == Route::translated) {
    r->name = &scene.outside(random);
    ends.deed->sources.push_back(r->name->address.text());
  }
  scene.kept.push_back(r);
  const Time begin = scene.begin + log_time(random, 200ms, 8s), stop = begin + extent.shown;
  scene.end = stop + log_time(random, 20ms, 4s);
  scene.world.clock.play_at(
      begin, relayed(scene, r, seconds(2 * vector.piece / extent.frames_per_second), stop, random.fork("r")));
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, draw_frames(random)), span);
  scene.record.tags["vector"] = vector.id;
}

constexpr Needs received = {.sent = false, .whole_frames = true}, both = {.whole_frames = true},
                cards = {.ethernet = true};

}  // namespace

std::vector<Class> reflected_classes() {
  return {
      {"amplified",
       "our host is hit by the answers of many servers to forged questions",
       {{"victim", 1, received, victim}}},
      {"reflector",
       "our server answers forged questions, and hits somebody with it",
       {{"reflector", 1, both, reflector}}},
      {"backscatter",
       "somebody is hit under our name, and answers us",
       {{"backscatter", 1, {.sent = false}, backscatter}}},
      {"relay",
       "a flood passes through our router",
       {{"out", 25, cards, relay<Route::out>},
        {"in", 20, cards, relay<Route::in>},
        {"translated", 15, cards, relay<Route::translated>},
        {"between-strangers", 40, cards, relay<Route::between_strangers>}}},
  };
}

}  // namespace evaluate
