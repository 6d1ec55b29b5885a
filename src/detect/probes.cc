#include "detect/probes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace culprit::detect {
namespace {

using flow::Conversation;
using flow::Traffic;
namespace proto = packet::proto;

/// Ports; or a host itself, which a ping asks for.
bool has_doors(const flow::Key& key) {
  if (key.protocol == proto::icmp) return key.service == 8;
  if (key.protocol == proto::icmp6) return key.service == 128;
  return key.protocol == proto::tcp || key.protocol == proto::udp;
}

/// Pairs of hosts one of which answered a ping.
std::set<uint32_t> echoing(const Traffic& traffic) {
  std::set<uint32_t> out;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Key& key = traffic[i].key;
    const bool echo = key.protocol == proto::icmp ? key.service == 0 : key.protocol == proto::icmp6 && key.service == 129;
    if (echo) out.insert(traffic[i].pair);
  }
  return out;
}

/// What one conversation shows of its opener's tries.
struct Try {
  uint64_t doors = 0, opened = 0, refused = 0;
};

/// A door has opened when the other side went on with it: a SYN-ACK, data, an answer.
Try tcp_try(const Conversation& c) {
  const flow::TcpMix there = c.way[c.opener].tcp(), back = c.way[1 - c.opener].tcp();
  Try t;
  const uint64_t asked = uint64_t{there.syn} + there.odd + (there.syn == 0 ? there.fin + there.ack : 0);
  t.doors = asked != 0 ? 1 : 0;
  t.opened = back.syn_ack != 0 || back.data != 0 ? t.doors : 0;
  t.refused = back.rst != 0 && t.opened == 0 ? t.doors : 0;
  return t;
}

Try udp_try(const Conversation& c) {
  Try t;
  t.doors = c.way[c.opener].packets != 0 ? 1 : 0;
  t.opened = c.way[1 - c.opener].packets != 0 ? t.doors : 0;
  t.refused = c.way[c.opener].refused != 0 ? t.doors : 0;
  return t;
}

/// All ports beyond those with an entry of their own: estimated, as many as packets at most.
Try folded_try(const Conversation& c) {
  const flow::Direction& there = c.way[c.opener];
  const flow::TcpMix mix = there.tcp(), back = c.way[1 - c.opener].tcp();
  Try t;
  const bool tcp = c.key.protocol == proto::tcp;
  t.doors = std::min<uint64_t>(tcp ? mix.syn + mix.odd + mix.fin : there.packets,
                               there.run.dst_ports.count() >= 1000 ? 65536 : there.run.dst_ports.count());
  t.opened = std::min<uint64_t>(tcp ? back.syn_ack : c.way[1 - c.opener].packets, t.doors);
  t.refused = std::min<uint64_t>(tcp ? back.rst : there.refused, t.doors);
  return t;
}

Try try_of(const Conversation& c) {
  if (c.key.service == flow::kManyPorts) return folded_try(c);
  return c.key.protocol == proto::tcp ? tcp_try(c) : udp_try(c);
}

void add(Probes& p, const Conversation& c, uint32_t index, const Try& t) {
  const flow::Direction& there = c.way[c.opener];
  if (p.packets == 0 || c.first < p.first) {
    p.first = c.first;
    p.first_ref = c.first_ref;
  }
  p.last = std::max(p.last, c.last);
  p.doors += t.doors;
  p.opened += t.opened;
  p.refused += t.refused;
  p.packets += there.packets;
  p.bytes += there.bytes;
  p.payload_packets += c.with_payload;
  p.mix.add(there.tcp());
  p.shares.push_back({index, c.opener, there.packets, there.bytes, c.first, c.last});
}

using At = std::tuple<Address, Address, uint16_t, flow::Service>;

/// What one conversation shows of somebody's trying.
struct Tried {
  At at;
  uint32_t conversation;
  Try t;
};

template <class Key>
std::vector<Tried> all_tried(const Traffic& traffic, Key key) {
  std::vector<Tried> out;
  const std::set<uint32_t> echoes = echoing(traffic);
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    if (!has_doors(c.key) || c.packets() == 0 || is_group(c.key.a) || is_group(c.key.b)) continue;
    Try t = try_of(c);
    if (!proto::has_ports(c.key.protocol)) t.opened = echoes.contains(c.pair);
    const Address& source = c.opener == 0 ? c.key.a : c.key.b;
    if (t.doors != 0 && !source.is_none()) out.push_back({key(c, source), i, t});
  }
  std::ranges::sort(out, {}, [](const Tried& x) { return std::tie(x.at, x.conversation); });
  return out;
}

/// Groups what each conversation shows by a key that `key` gives: those who tried `least` doors, or unknown many.
template <class Key>
std::vector<Probes> gather(const Traffic& traffic, double least, Key key) {
  const std::vector<Tried> all = all_tried(traffic, key);
  std::vector<Probes> out;
  for (auto from = all.begin(); from != all.end();) {
    const auto to = std::find_if(from, all.end(), [&](const Tried& x) { return x.at != from->at; });
    uint64_t doors = 0;
    bool crowd = false;
    for (auto x = from; x != to; ++x) {
      doors += x->t.doors;
      crowd = crowd || traffic[x->conversation].is_crowd();
    }
    if (crowd || static_cast<double>(doors) >= least) {
      Probes& p = out.emplace_back();
      std::tie(p.source, p.target, p.protocol, p.service) = from->at;
      for (auto x = from; x != to; ++x) add(p, traffic[x->conversation], x->conversation, x->t);
    }
    from = to;
  }
  return out;
}

std::string filter_of(const Probes& p) {
  const std::string ip = p.source.is_ip4() ? "ip" : "ipv6";
  std::string out = ip + ".src == " + p.source.text();
  if (!p.target.is_none()) out += " && " + ip + ".dst == " + p.target.text();
  if (!proto::has_ports(p.protocol)) return out + (p.source.is_ip4() ? " && icmp.type == 8" : " && icmpv6.type == 128");
  const std::string transport = p.protocol == proto::tcp ? "tcp" : "udp";
  return out + " && " +
         (p.service == flow::kManyPorts ? transport
                                        : transport + ".port == " + std::to_string(p.service));
}

}  // namespace

std::vector<Probes> probes_by_pair(const Traffic& traffic, double least) {
  return gather(traffic, least, [](const Conversation& c, const Address& source) {
    return std::tuple(source, source == c.key.a ? c.key.b : c.key.a, c.key.protocol, flow::kManyPorts);
  });
}

std::vector<Probes> probes_by_service(const Traffic& traffic, double least) {
  auto all = gather(traffic, least, [](const Conversation& c, const Address& source) {
    return std::tuple(source, Address{}, c.key.protocol, c.key.service);
  });
  // The peers that have no entry of their own are counted by the crowd's sketch.
  for (Probes& p : all) {
    for (const flow::Share& s : p.shares) {
      if (const flow::PeerSketch* peers = traffic.sketch_of(traffic[s.conversation])) p.doors += peers->count();
    }
  }
  return all;
}

Finding scan_finding(const Scene& scene, const Probes& p, const char* kind) {
  const bool ours = scene.local.has(p.source);
  const bool of_us = !p.target.is_none() ? scene.local.has(p.target)
                                         : std::ranges::any_of(p.shares, [&](const flow::Share& s) {
                                             const flow::Key& key = scene.traffic[s.conversation].key;
                                             return scene.local.has(s.way == 0 ? key.b : key.a);
                                           });
  Finding f;
  f.kind = kind;
  f.way = ours && of_us ? Way::internal : ours ? Way::outbound : of_us ? Way::inbound : Way::transit;
  if (scene.local.how == "unknown" && !ours && !of_us) f.way = Way::unknown;
  f.role = ours ? "scanner" : of_us ? "scanned" : "none";
  // What robots on the Internet do to everybody, all day, is worth a word; what one's own side does is a sign
  // that somebody else controls it.
  f.severity = f.way == Way::outbound ? Severity::high : f.way == Way::internal ? Severity::medium : Severity::low;
  f.confidence = std::min(0.99, 0.5 + 0.5 * p.failed() * std::min(1.0, static_cast<double>(p.doors) / 40));
  f.start = p.first;
  f.end = p.last;
  f.packets = p.packets;
  f.bytes = p.bytes;
  f.sources.push_back({.ip = p.source, .ports = {}, .name = {}, .prefix_bits = {}});
  Endpoint target{.ip = p.target, .ports = {}, .name = {}, .prefix_bits = {}};
  if (p.service != flow::kManyPorts) target.ports.push_back(static_cast<uint16_t>(p.service));
  for (const flow::Share& s : p.shares) {
    if (!p.target.is_none()) break;
    const flow::Key& key = scene.traffic[s.conversation].key;
    target.ip = s.way == 0 ? key.b : key.a;
    if (!target.ip.is_none() && f.targets.size() < 8) f.targets.push_back(target);
  }
  if (!p.target.is_none()) f.targets.push_back(target);
  f.many_ports = p.service == flow::kManyPorts;
  f.filter = filter_of(p);
  f.first = f.last = p.first_ref;
  Evidence e;
  e.ref = p.first_ref;
  e.reason = Sentence("evidence.scan-first").count("n", p.doors);
  f.evidence.push_back(std::move(e));
  f.key = std::string(kind) + ':' + p.source.text() + '>' + (p.target.is_none() ? "many" : p.target.text());
  f.title = Sentence(std::string("finding.") + kind + '.' + name(f.way) + ".title");
  f.what = Sentence(std::string("finding.") + kind + ".what");
  for (Sentence* s : {&f.title, &f.what}) {
    s->address("source", p.source)
        .text("target", f.targets.empty() ? "?" : f.targets.front().ip.text())
        .text("port", p.service == flow::kManyPorts ? "?" : std::to_string(p.service))
        .count("n", p.doors)
        .count("opened", p.opened)
        .count("refused", p.refused);
  }
  return f;
}

}  // namespace culprit::detect
