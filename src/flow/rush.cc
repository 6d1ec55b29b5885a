#include "flow/rush.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace culprit::flow {
namespace {

/// From how many sources on a target's packets are looked at as one crowd's, and from how many targets in one
/// block on a source's packets as one attack on the block.
constexpr size_t kCrowd = 4, kBlock = 8;
/// A tunnel that holds more packets than these for each pair of hosts inside is one that is used.
constexpr uint64_t kScattered = 3;
/// One in so many random ports at least is a known service's.
constexpr uint64_t kChance = 50;

/// One run with its ends told, and of which sort it is: what the whole Internet sends to everybody must not be
/// taken for a part of a flood that comes at the same time.
struct Piece {
  Address source, target;
  uint16_t protocol = 0;
  uint32_t sort = 0;
  RunView view;
};

/// TCP: the one thing that nearly all packets do. UDP: the service that they go to, if it is one that is known.
/// ICMP: the type.
uint32_t sort_of(const Key& key, const Burst& b) {
  if (key.protocol == packet::proto::tcp) {
    const std::array<uint32_t, 7> kinds{b.tcp.syn, b.tcp.syn_ack, b.tcp.rst, b.tcp.fin, b.tcp.ack, b.tcp.data, b.tcp.odd};
    const auto most = std::ranges::max_element(kinds);
    return uint64_t{*most} * 20 >= b.tcp.total() * 17 ? static_cast<uint32_t>(most - kinds.begin()) + 1 : 0;
  }
  if (key.service == kManyPorts) return 0;
  const bool ports = packet::proto::has_ports(key.protocol);
  const bool to_service = b.dst_ports.few_count() == 1 && b.dst_ports.few().front() == key.service;
  return !ports || (to_service && is_well_known(static_cast<uint16_t>(key.service))) ? key.service + 1 : 0;
}

/// IP protocols that hardly anybody uses are judged together: a flood of them takes another one each time.
uint16_t common_protocol(uint16_t protocol) {
  static constexpr std::array<uint16_t, 14> common{1, 2, 4, 6, 17, 41, 47, 50, 51, 58, 88, 89, 103, 132};
  return protocol >= 256 || std::ranges::find(common, protocol) != common.end() ? protocol : kRareProtocol;
}

Piece piece_of(const Traffic& traffic, const RunView& view) {
  const Key& key = traffic[view.conversation].key;
  const bool forward = view.way == 0;
  return {forward ? key.a : key.b, forward ? key.b : key.a, common_protocol(key.protocol), sort_of(key, *view.burst),
          view};
}

/// Two who talk with each other are no part of a crowd.
bool is_dialogue(const Conversation& c) {
  if (c.key.protocol == packet::proto::tcp) {
    const TcpMix there = c.way[0].tcp(), back = c.way[1].tcp();
    return there.ack + there.data != 0 && back.ack + back.data != 0;
  }
  const uint64_t less = std::min(c.way[0].packets, c.way[1].packets);
  return c.key.protocol == packet::proto::udp && less * 10 > c.packets() - less;
}

/// What pieces are put together by.
using Bundle = std::tuple<Address, Address, uint16_t, uint32_t>;
Bundle by_pair(const Piece& p) { return {p.source, p.target, p.protocol, 0}; }
Bundle by_target(const Piece& p) { return {Address{}, p.target, p.protocol, p.sort}; }
Bundle by_block(const Piece& p) { return {p.source, neighbourhood(p.target).base, p.protocol, p.sort}; }
Bundle by_net(const Piece& p) { return {Address{}, neighbourhood(p.target).base, p.protocol, p.sort}; }

struct BundleHash {
  size_t operator()(const Bundle& b) const {
    return static_cast<size_t>(mix(mix(std::get<0>(b).hash(), std::get<1>(b).hash()),
                                   uint64_t{std::get<3>(b)} << 16 | std::get<2>(b)));
  }
};
template <class T>
using ByBundle = std::unordered_map<Bundle, T, BundleHash>;

/// How much lies in a bundle, and how many different ends.
struct Weight {
  uint64_t packets = 0;
  std::vector<Address> ends;  ///< at most kCrowd
  bool many = false;
  void add(uint64_t n, const Address& end) {
    packets += n;
    if (end.is_none()) many = true;
    if (many || std::ranges::find(ends, end) != ends.end()) return;
    ends.push_back(end);
    many = ends.size() >= kCrowd;
  }
};

Rush open_rush(const Piece& p) {
  Rush rush;
  rush.source = p.source;
  rush.target = p.target;
  rush.protocol = p.protocol;
  return rush;
}

/// The port that at least nine in ten of `all` packets come from; 0 = none.
uint16_t nearly_all(const std::map<uint16_t, uint64_t>& from, uint64_t all) {
  const auto most = std::ranges::max_element(from, {}, [](const auto& x) { return x.second; });
  return most != from.end() && most->second * 10 >= all * 9 ? most->first : uint16_t{0};
}

/// One who looks for open doors tries them from one port of his own, or from a few.
bool is_steady(const std::map<uint16_t, uint64_t>& pieces) {
  uint64_t all = 0, most = 0;
  for (const auto& [port, n] : pieces) {
    all += n;
    most = std::max(most, n);
  }
  return all >= 8 && most * 2 >= all;
}

/// Chains pieces that follow each other without a pause into rushes.
class Chains {
 public:
  Chains(const Traffic& traffic, HistogramPool& pool) : traffic_(traffic), pool_(pool) {}

  std::vector<Rush> of(std::vector<Piece>& pieces, Bundle (*by)(const Piece&)) const {
    sort(pieces, by);
    std::vector<Rush> out;
    const Piece* before = nullptr;
    // Packets, and pieces, by the port that they come from, of the rush that is open.
    std::map<uint16_t, uint64_t> from, pieces_from;
    for (const Piece& p : pieces) {
      const bool goes_on =
          before != nullptr && by(*before) == by(p) && p.view.burst->first - out.back().burst.last <= kPause;
      if (!goes_on) out.push_back(open_rush(p));
      if (!goes_on) from.clear(), pieces_from.clear();
      add(out.back(), p);
      const Ports& ports = p.view.burst->src_ports;
      if (ports.few_count() == 1) {
        from[ports.few().front()] += p.view.burst->packets;
        ++pieces_from[ports.few().front()];
      }
      out.back().from_port = nearly_all(from, out.back().burst.packets);
      out.back().steady = is_steady(pieces_from);
      before = &p;
    }
    return out;
  }

 private:
  static void sort(std::vector<Piece>& pieces, Bundle (*by)(const Piece&)) {
    std::ranges::sort(pieces, {}, [&](const Piece& p) {
      return std::tuple(by(p), p.view.burst->first, p.view.conversation, p.view.way, p.view.burst->first_ref);
    });
  }
  void add(Rush& rush, const Piece& p) const {
    const Burst& b = *p.view.burst;
    rush.burst.merge(b, pool_, traffic_.histograms());
    rush.shares.push_back({p.view.conversation, p.view.way, b.packets, b.bytes, b.first, b.last});
  }
  const Traffic& traffic_;
  HistogramPool& pool_;
};

/// The card that most of the sources send with, and whether most are on this network, of a sample.
void tell_sender(Rush& rush, const Traffic& traffic) {
  constexpr size_t kLook = 64;
  std::map<uint64_t, size_t> cards;
  size_t near = 0, seen = 0;
  for (size_t i = 0; i < rush.shares.size(); i += 1 + rush.shares.size() / kLook) {
    const Share& share = rush.shares[i];
    const Key& key = traffic[share.conversation].key;
    const Host* from = traffic.find_host(share.way == 0 ? key.a : key.b);
    if (from == nullptr) continue;
    ++seen;
    ++cards[from->mac];
    near += from->direct > from->routed ? 1 : 0;
  }
  const auto most = std::ranges::max_element(cards, {}, [](const auto& x) { return x.second; });
  if (most != cards.end()) rush.source_mac = most->first;
  rush.near = 2 * near > seen;
}

/// What went back meanwhile, who began, and what the packets were recognised as.
void complete(Rush& rush, const Traffic& traffic) {
  std::ranges::sort(rush.shares, {}, [](const Share& s) { return std::tuple(s.conversation, s.way, s.first); });
  std::map<std::string_view, uint64_t> contents;
  std::map<Service, uint64_t> services;
  uint64_t recognised = 0, opened = 0;
  for (size_t i = 0; i < rush.shares.size(); ++i) {
    const Share& s = rush.shares[i];
    const Conversation& c = traffic[s.conversation];
    opened += c.opener == s.way ? s.packets : 0;
    services[c.key.service] += s.packets;
    // nDPI takes whatever goes to port 53 for name service.
    const bool guessed = c.by_witness && c.content == "dns";
    if (!c.content.empty() && !guessed) recognised += contents[c.content] += s.packets;
    const bool again = i > 0 && rush.shares[i - 1].conversation == s.conversation;
    if (again) continue;
    const Direction& back = c.way[1 - s.way];
    const bool meanwhile = back.run.last >= rush.burst.first && back.run.first <= rush.burst.last;
    rush.back_packets += meanwhile || back.packets > back.run.packets ? back.packets : 0;
    rush.back.add(back.tcp());
    rush.refused += c.way[s.way].refused;
  }
  rush.opened = 2 * opened > rush.burst.packets;
  const auto count = [](const auto& x) { return x.second; };
  const auto most = std::ranges::max_element(contents, {}, count);
  if (most != contents.end() && 2 * recognised >= rush.burst.packets) rush.content = most->first;
  const auto main = std::ranges::max_element(services, {}, count);
  if (main->second * 5 >= rush.burst.packets * 4) rush.service = main->first;
  tell_sender(rush, traffic);
}

/// Distinct ends of the many side; those that a crowd folded are estimated.
uint64_t distinct(const Rush& rush, const Traffic& traffic, bool sources) {
  std::unordered_set<uint64_t> seen;
  uint64_t folded = 0;
  for (const Share& s : rush.shares) {
    const Conversation& c = traffic[s.conversation];
    const Address& end = (s.way == 0) == sources ? c.key.a : c.key.b;
    const PeerSketch* sketch = traffic.sketch_of(c);
    if (!end.is_none())
      seen.insert(end.hash());
    else
      folded = std::max(folded, sketch == nullptr ? uint64_t{1} : sketch->count());
  }
  return seen.size() + folded;
}

/// All pairs' rushes, found by one of their ends.
class PairRushes {
 public:
  explicit PairRushes(std::vector<Rush> rushes, const std::function<Bundle(const Rush&)>& by)
      : rushes_(std::move(rushes)), gone_(rushes_.size()) {
    for (size_t i = 0; i < rushes_.size(); ++i) index_[by(rushes_[i])].push_back(i);
  }
  /// One of them is nearly all of what stands for many: then it stands for itself. A crowd is one where many
  /// targets are looked at.
  bool one_rules(const Bundle& at, const Rush& many, bool crowds_are_one = false) const {
    return any(at, [&](const Rush& r) {
      const bool one = !r.source.is_none() || (crowds_are_one && !r.target.is_none());
      return one && r.burst.packets * 10 > many.burst.packets * 8;
    });
  }
  void cover(const Bundle& at, const Rush& many) {
    const auto found = index_.find(at);
    if (found == index_.end()) return;
    for (const size_t i : found->second) {
      const Burst& b = rushes_[i].burst;
      if (b.first <= many.burst.last && many.burst.first <= b.last) gone_[i] = true;
    }
  }
  std::vector<Rush> rest() {
    std::vector<Rush> out;
    for (size_t i = 0; i < rushes_.size(); ++i)
      if (!gone_[i]) out.push_back(std::move(rushes_[i]));
    return out;
  }

 private:
  template <class Test>
  bool any(const Bundle& at, Test test) const {
    const auto found = index_.find(at);
    return found != index_.end() &&
           std::ranges::any_of(found->second, [&](size_t i) { return test(rushes_[i]); });
  }
  std::vector<Rush> rushes_;
  std::vector<bool> gone_;
  ByBundle<std::vector<size_t>> index_;
};

/// The pieces of bundles that have weight, by each way of putting them together.
struct Heavy {
  std::vector<Piece> pairs, crowds, blocks, nets;
};

bool stands_alone(const Traffic& traffic, const Piece& p) {
  return p.target.is_none() || is_group(p.target) || is_dialogue(traffic[p.view.conversation]);
}

/// A flood over random ports hits known services too, and one over two services is one flood: only services
/// that few packets go to are left apart, unless they are as few as chance explains.
void join_services(const Traffic& traffic, std::vector<Piece>& all, uint64_t least) {
  ByBundle<uint64_t> weight;
  const auto joins = [&](const Piece& p) {
    return p.protocol == packet::proto::udp && p.sort != 0 && !stands_alone(traffic, p);
  };
  for (const Piece& p : all)
    if (p.protocol == packet::proto::udp) weight[by_target(p)] += p.view.burst->packets;
  std::vector<Piece*> joining;
  for (Piece& p : all) {
    if (!joins(p)) continue;
    const uint64_t own = weight.at(by_target(p));
    const auto rest = weight.find({Address{}, p.target, p.protocol, 0});
    if (own >= least || (rest != weight.end() && own * kChance < rest->second)) joining.push_back(&p);
  }
  for (Piece* p : joining) p->sort = 0;
}

Heavy heavy_pieces(const Traffic& traffic, uint64_t least) {
  const std::vector<RunView> runs = traffic.all_runs();
  std::vector<Piece> all;
  all.reserve(runs.size());
  for (const RunView& view : runs) all.push_back(piece_of(traffic, view));
  join_services(traffic, all, least);
  /// The bundles that a piece lies in.
  struct Placed {
    const Weight *pair, *target = nullptr, *block = nullptr, *net = nullptr;
  };
  ByBundle<Weight> pair, target, block, net;
  const auto weigh = [](ByBundle<Weight>& in, const Bundle& at, uint64_t packets, const Address& end) {
    Weight& w = in[at];
    w.add(packets, end);
    return &w;
  };
  std::vector<Placed> places;
  places.reserve(all.size());
  for (const Piece& p : all) {
    const uint64_t n = p.view.burst->packets;
    Weight& own = pair[by_pair(p)];
    own.packets += n;
    Placed& at = places.emplace_back(&own);
    if (stands_alone(traffic, p)) continue;
    at.target = weigh(target, by_target(p), n, p.source);
    if (!p.target.is_ip4()) continue;
    at.block = weigh(block, by_block(p), n, p.target);
    at.net = weigh(net, by_net(p), n, p.target);
  }
  const auto counts = [least](const Weight* w) { return w != nullptr && w->packets >= least && w->many; };
  Heavy out;
  for (size_t i = 0; i < all.size(); ++i) {
    const Piece& p = all[i];
    const Placed& at = places[i];
    if (at.pair->packets >= least) out.pairs.push_back(p);
    if (counts(at.target)) out.crowds.push_back(p);
    if (!p.source.is_none() && counts(at.block)) out.blocks.push_back(p);
    if (counts(at.net)) out.nets.push_back(p);
  }
  return out;
}

/// Many sources, one target.
void put_crowds(std::vector<Rush>& out, std::vector<Piece>& pieces, const Chains& chains,
                const Traffic& traffic) {
  if (pieces.empty()) return;
  PairRushes pairs(std::move(out), [](const Rush& r) { return Bundle{Address{}, r.target, r.protocol, 0}; });
  std::vector<Rush> crowds = chains.of(pieces, by_target);
  std::erase_if(crowds, [&](Rush& crowd) {
    const Bundle at{Address{}, crowd.target, crowd.protocol, 0};
    if (pairs.one_rules(at, crowd)) return true;
    pairs.cover(at, crowd);
    crowd.source = {};
    crowd.sources = distinct(crowd, traffic, true);
    return false;
  });
  out = pairs.rest();
  std::ranges::move(crowds, std::back_inserter(out));
}

/// Hardly more than one packet to each door is a search (two, where each is captured twice).
bool is_knocking(const Rush& r) {
  const uint64_t doors = std::max(r.burst.dst_ports.few_count(), 1u);
  return r.protocol == packet::proto::tcp && r.burst.packets * 10 < r.targets * doors * 25;
}

/// One source, or many, and a block of targets.
void put_blocks(std::vector<Rush>& out, std::vector<Piece>& pieces, const Chains& chains,
                const Traffic& traffic, bool one_source) {
  if (pieces.empty()) return;
  const auto at_block = [&](const Rush& r) {
    const Address& base = r.target.is_none() ? r.block.base : neighbourhood(r.target).base;
    return Bundle{one_source ? r.source : Address{}, base, r.protocol, 0};
  };
  PairRushes pairs(std::move(out), at_block);
  std::vector<Rush> blocks = chains.of(pieces, one_source ? by_block : by_net);
  std::erase_if(blocks, [&](Rush& block) {
    block.targets = distinct(block, traffic, false);
    block.sources = one_source ? 1 : distinct(block, traffic, true);
    if (block.targets < kBlock || is_knocking(block) || pairs.one_rules(at_block(block), block, !one_source)) return true;
    if (!one_source && block.sources < kCrowd) return true;
    pairs.cover(at_block(block), block);
    block.block = neighbourhood(block.target);
    block.target = {};
    if (!one_source) block.source = {};
    return false;
  });
  out = pairs.rest();
  std::ranges::move(blocks, std::back_inserter(out));
}

/// Ways whose packets hold other ends each time; of several with one target a crowd.
void put_tunnels(std::vector<Rush>& out, const Traffic& traffic, uint64_t least, HistogramPool& pool) {
  std::map<std::pair<Address, uint16_t>, std::vector<const TunnelWay*>> by_target;
  for (const TunnelWay& w : traffic.tunnels().all()) {
    if (w.inside.count() * kScattered >= w.run.packets) by_target[{w.dst, w.protocol}].push_back(&w);
  }
  for (const auto& [at, ways] : by_target) {
    Rush r;
    r.target = at.first;
    r.protocol = at.second;
    r.opened = true;
    r.sources = ways.size();
    if (ways.size() < kCrowd) r.source = ways.front()->src;
    r.source_mac = ways.front()->mac;
    for (const TunnelWay* w : ways) r.burst.merge(w->run, pool, traffic.histograms());
    for (const TunnelWay& back : traffic.tunnels().all()) {
      if (back.src == r.target && back.protocol == r.protocol) r.back_packets += back.run.packets;
    }
    // What comes back goes through a tunnel that is used.
    if (r.burst.packets >= least && r.back_packets * 100 <= r.burst.packets) out.push_back(std::move(r));
  }
}

}  // namespace

std::vector<Rush> rushes(const Traffic& traffic, uint64_t least, HistogramPool& pool) {
  Heavy heavy = heavy_pieces(traffic, least);
  const Chains chains(traffic, pool);
  std::vector<Rush> out = chains.of(heavy.pairs, by_pair);
  put_blocks(out, heavy.blocks, chains, traffic, true);
  put_crowds(out, heavy.crowds, chains, traffic);
  put_blocks(out, heavy.nets, chains, traffic, false);
  std::erase_if(out, [&](const Rush& r) {
    return r.burst.packets < least || (r.target.is_none() && r.targets < 2);
  });
  for (Rush& r : out) complete(r, traffic);
  put_tunnels(out, traffic, least, pool);
  std::ranges::sort(out, [](const Rush& x, const Rush& y) {
    return std::tuple(y.burst.packets, x.burst.first, x.source, x.target) <
           std::tuple(x.burst.packets, y.burst.first, y.source, y.target);
  });
  return out;
}

}  // namespace culprit::flow
