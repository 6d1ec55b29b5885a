// Scans: of many ports of one host, of one port of many hosts, by us and of us.
#include "background.h"
#include "classes.h"
#include "flood.h"
#include "talk.h"

namespace evaluate {
namespace {

using namespace tcp_flag;

struct Probe {
  std::uint8_t protocol = ip_protocol::tcp;
  std::uint8_t flags = syn;
  bool mirai = false;     // the sequence number is the address that is asked
  bool fixed_id = false;  // as programs do that make their packets themselves
  std::uint16_t window = 1024;
  unsigned open_percent = 3, silent_percent = 0;
};

Probe draw_probe(Random& random, bool stealth) {
  Probe out;
  if (stealth)
    out.flags = pick<std::uint8_t>(random, {fin, 0, fin | psh | urg, ack, fin | ack, fin | psh | urg});
  out.fixed_id = random.percent(40);
  out.window = pick<std::uint16_t>(random, {1024, 1024, 65535, 14600, 29200, 64240, 2048});
  out.open_percent = random.percent(70) ? static_cast<unsigned>(random.between(0, 4))
                                        : static_cast<unsigned>(random.between(0, 20));
  out.silent_percent = random.percent(40)   ? 0
                       : random.percent(50) ? 100
                                            : static_cast<unsigned>(random.between(5, 95));
  return out;
}

// One question, and what comes of it.
struct Scanner {
  Scene& scene;
  Probe probe;
  FloodTruth* seen;
  Random random;
  std::uint16_t from_port;
  std::uint32_t sequence;
  IcmpLimit limit = {};

  void ask(Host& from, Host& to, std::uint16_t port) {
    if (probe.protocol == ip_protocol::tcp) return ask_tcp(from, to, port);
    if (probe.protocol == ip_protocol::udp) return ask_udp(from, to, port);
    const std::uint16_t id = from_port;
    const Bytes data(pick<std::size_t>(random, {0, 8, 32, 56}), 0);
    send_ip(scene.world, from, to, ip_protocol::icmp,
            echo(false, false, from.address, to.address, id, static_cast<std::uint16_t>(port), data),
            {.flood = seen});
    if (random.percent(probe.open_percent))
      answer(to, from, ip_protocol::icmp,
             echo(false, true, to.address, from.address, id, static_cast<std::uint16_t>(port), data));
  }
  void ask_tcp(Host& from, Host& to, std::uint16_t port) {
    const TcpFields fields{
        .from_port = random.percent(70) ? from_port : from.next_port(),
        .to_port = port,
        .sequence = probe.mirai ? to.address.number() : sequence + (random.percent(50) ? 0 : random.u16()),
        .flags = probe.flags,
        .window = probe.window};
    const Bytes segment = tcp_segment(from.address, to.address, fields, {});
    const IpFields ip{.from = from.address,
                      .to = to.address,
                      .protocol = ip_protocol::tcp,
                      .ttl = from.ttl,
                      .id = probe.fixed_id ? 54321 : from.next_ip_id()};
    send_frame(scene.world, from, to, ip_packets(ip, segment).front(), {.flood = seen});
    if (random.percent(probe.silent_percent)) return;
    const bool open = random.percent(probe.open_percent);
    if (probe.flags != syn) {
      if (!open) answer_tcp(to, from, fields, rst | ack);
    } else if (open) {
      answer_tcp(to, from, fields, syn | ack);
      const TcpFields reset{.from_port = fields.from_port,
                            .to_port = port,
                            .sequence = fields.sequence + 1,
                            .flags = rst,
                            .window = 0};
      scene.world.play(
          later(scene, from, to, ip_protocol::tcp, tcp_segment(from.address, to.address, reset, {}), 60ms));
    } else {
      answer_tcp(to, from, fields, rst | ack);
    }
  }
  void ask_udp(Host& from, Host& to, std::uint16_t port) {
    const Bytes payload = random.bytes(pick<std::size_t>(random, {0, 0, 8, 40}));
    Pieces pieces = cut_udp(scene.world, from, from_port, to, port, payload);
    send_frame(scene.world, from, to, pieces.packets.front(), {.flood = seen});
    if (!random.percent(probe.silent_percent) && limit.allows(scene.now()))
      scene.world.play(refuse(scene, pieces, to.place == Place::own ? 60us : 40ms));
  }
  void answer_tcp(Host& from, Host& to, const TcpFields& asked, std::uint8_t flags) {
    const TcpFields fields{.from_port = asked.to_port,
                           .to_port = asked.from_port,
                           .sequence = flags & syn ? random.u32() : 0,
                           .acknowledged = asked.sequence + (asked.flags & (syn | fin) ? 1 : 0),
                           .flags = flags,
                           .window = static_cast<std::uint16_t>(flags & syn ? 29200 : 0)};
    answer(from, to, ip_protocol::tcp, tcp_segment(from.address, to.address, fields, {}));
  }
  void answer(Host& from, Host& to, std::uint8_t protocol, Bytes body) {
    const Duration delay = from.place == Place::own ? random.between(20us, 80us) : random.between(5ms, 120ms);
    scene.world.play(later(scene, from, to, protocol, std::move(body), delay));
  }
};

Task scan(Scene& scene, std::shared_ptr<Scanner> s, Host& from,
          std::vector<std::pair<Host*, std::uint16_t>> goals, double per_second) {
  for (const auto& [to, port] : goals) {
    s->ask(from, *to, port);
    const Duration pause = exponential(s->random, seconds(1 / per_second));
    co_await scene.world.pause(std::max<Duration>(pause, 1us));
  }
}

std::vector<std::uint16_t> any_ports(Random& random) {
  std::vector<std::uint16_t> out;
  const std::uint64_t count = pick<std::uint64_t>(random, {100, 200, 1000, 1000, 1024, 3000, 6000});
  out.reserve(count);
  const std::uint64_t first = random.percent(60) ? 1 : random.between(1, 50000);
  const bool all_over = random.percent(40);
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(static_cast<std::uint16_t>(all_over ? random.between(1, 65535) : first + i));
  if (random.percent(60))
    for (std::size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[random.below(i)]);
  return out;
}

struct Scanning {
  Host* from;
  std::vector<std::pair<Host*, std::uint16_t>> goals;
  Deed* deed;
  Probe probe;
};

void play_scan(Scene& scene, Scanning plan, Random random) {
  auto s = std::make_shared<Scanner>(
      Scanner{scene, plan.probe, &plan.deed->seen, random.fork("scanner"), random.u16(), random.u32()});
  s->from_port |= 0x8000;
  scene.kept.push_back(s);
  const double per_second = log_uniform(random, 8, 3000);
  const Duration shown = seconds(static_cast<double>(plan.goals.size()) / per_second);
  const Time begin = scene.begin + (random.percent(15) ? 0s : log_time(random, 100ms, 10s));
  scene.end = begin + shown + log_time(random, 50ms, 5s);
  plan.deed->least_packets = 100;
  scene.world.clock.play_at(begin, scan(scene, s, *plan.from, std::move(plan.goals), per_second));
  const Duration span = scene.end - scene.begin;
  play_day(scene, draw_day(random.fork("day"), span, std::min<std::uint64_t>(draw_frames(random), 5000)),
           span);
}

// Many ports of one host.
void vertical(Scene& scene, bool in, bool stealth, std::uint8_t protocol) {
  Random random = scene.fork("scan");
  Host& there = !in && random.percent(30) ? scene.neighbour(random) : scene.outside(random);
  Host& from = in ? there : *scene.own;
  Host& to = in ? *scene.own : there;
  Deed& deed = scene.record.deed({"port-scan"}, in ? "inbound" : "outbound", in ? "scanned" : "scanner");
  if (there.place == Place::local) deed.directions.emplace_back("internal");
  if (protocol == ip_protocol::udp) deed.kinds.emplace_back("udp-scan");
  if (stealth) deed.kinds.emplace_back("stealth-scan");
  deed.sources = {from.address.text()};
  deed.victims = {to.address.text()};
  Scanning plan{&from, {}, &deed, draw_probe(random, stealth)};
  plan.probe.protocol = protocol;
  for (std::uint16_t port : any_ports(random)) plan.goals.emplace_back(&to, port);
  play_scan(scene, std::move(plan), random);
}

std::vector<std::uint16_t> few_ports(Random& random) {
  static const std::vector<std::vector<std::uint16_t>> list = {
      {23, 2323}, {22}, {445}, {80, 8080}, {3389}, {23},        {5555},
      {6379},     {80}, {443}, {37215},    {1433}, {21, 22, 23}};
  return pick(random, list);
}

// Few ports of many hosts out there, by us.
void horizontal_out(Scene& scene, bool mirai, bool pings) {
  Random random = scene.fork("scan");
  Deed& deed = scene.record.deed({"host-scan"}, "outbound", "scanner");
  if (pings) deed.kinds.emplace_back("ping-sweep");
  deed.sources = {scene.own->address.text()};
  Scanning plan{scene.own, {}, &deed, draw_probe(random, false)};
  plan.probe.mirai = mirai;
  if (pings) plan.probe.protocol = ip_protocol::icmp;
  const std::vector<std::uint16_t> ports = mirai ? std::vector<std::uint16_t>{23, 2323} : few_ports(random);
  const bool one_net = random.percent(40);
  const Address first = any_address(random);
  for (std::uint64_t left = log_count(random, 150, 4000), i = 0; i < left; ++i) {
    Host& to =
        scene.outside(one_net ? first.plus(static_cast<std::uint32_t>(i)) : any_address(random), random);
    plan.goals.emplace_back(&to,
                            ports.size() == 2 && mirai ? ports[random.percent(10)] : pick(random, ports));
  }
  play_scan(scene, std::move(plan), random);
}

// The neighbours, one after the other, as a worm does it.
void horizontal_local(Scene& scene) {
  Random random = scene.fork("scan");
  const bool we = random.percent(60);
  Host& from = we ? *scene.own : scene.neighbour(random);
  Deed& deed = scene.record.deed({"host-scan"}, "internal", "scanner");
  deed.directions = {"internal", "outbound", "inbound"};
  deed.roles = {};
  deed.sources = {from.address.text()};
  Scanning plan{&from, {}, &deed, draw_probe(random, false)};
  const std::vector<std::uint16_t> ports = few_ports(random);
  for (std::uint32_t i = 1; i < 255; ++i) {
    Host& to = scene.neighbour(random, i);
    if (&to == &from) continue;
    for (std::uint16_t port : ports) plan.goals.emplace_back(&to, port);
  }
  play_scan(scene, std::move(plan), random);
}

// Of our network, seen at its door.
void horizontal_in(Scene& scene) {
  Random random = scene.fork("scan");
  scene.conditions.mirror = true;
  Host& from = scene.outside(random);
  Deed& deed = scene.record.deed({"host-scan"}, "inbound", "scanned");
  deed.sources = {from.address.text()};
  Scanning plan{&from, {}, &deed, draw_probe(random, false)};
  if (random.percent(20)) plan.probe.protocol = ip_protocol::icmp;
  const std::vector<std::uint16_t> ports = few_ports(random);
  for (std::uint32_t i = 1; i < 255; ++i)
    for (std::uint16_t port : ports) plan.goals.emplace_back(&scene.neighbour(random, i), port);
  play_scan(scene, std::move(plan), random);
}

constexpr Needs in = {.sent = false}, out = {.received = false}, cards = {.ethernet = true, .sent = false};

}  // namespace

std::vector<Class> scan_classes() {
  using S = Scene&;
  return {
      {"scan-ports",
       "many ports of one host are tried",
       {
           {"syn-in", 30, in, [](S s) { vertical(s, true, false, 6); }},
           {"stealth-in", 20, in, [](S s) { vertical(s, true, true, 6); }},
           {"udp-in", 15, in, [](S s) { vertical(s, true, false, 17); }},
           {"syn-out", 20, out, [](S s) { vertical(s, false, false, 6); }},
           {"stealth-out", 8, out, [](S s) { vertical(s, false, true, 6); }},
           {"udp-out", 7, out, [](S s) { vertical(s, false, false, 17); }},
       }},
      {"scan-hosts",
       "one port of many hosts is tried",
       {
           {"out", 35, out, [](S s) { horizontal_out(s, false, false); }},
           {"mirai", 20, out, [](S s) { horizontal_out(s, true, false); }},
           {"pings", 10, out, [](S s) { horizontal_out(s, false, true); }},
           {"local", 20, out, horizontal_local},
           {"in", 15, cards, horizontal_in},
       }},
  };
}

}  // namespace evaluate
