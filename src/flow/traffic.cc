#include "flow/traffic.h"

#include <algorithm>
#include <bit>

namespace culprit::flow {
namespace {

using packet::Packet;

/// TTLs that operating systems start with: a packet that still has one has met no router.
bool is_initial_ttl(uint8_t ttl) { return ttl == 64 || ttl == 128 || ttl == 255 || ttl == 32; }

/// ICMP errors quote the packet that they are about (RFC 792; RFC 4443 section 2.1).
bool is_error(const Packet& p) {
  using namespace packet;
  if (p.protocol == proto::icmp)
    return (p.src_port >= 3 && p.src_port <= 5) || p.src_port == 11 || p.src_port == 12;
  return p.protocol == proto::icmp6 && p.src_port >= 1 && p.src_port <= 4;
}

/// Tells nothing but its place, size and ports.
inline bool is_steady(const Packet& p) {
  if (p.oddities != 0 || p.tunnel != packet::Tunnel::none || !p.ip) return false;
  if (p.protocol == packet::proto::udp) return true;
  return p.protocol == packet::proto::tcp ? (p.tcp_flags & packet::tcp_flag::syn) == 0 : !is_error(p);
}

/// Follows on another steady one in the same bin of time. A first fragment may move those that came before it.
inline bool is_alike(const Packet& before, const Packet& p, int shift) {
  return p.time >= before.time && p.time.ns >> shift == before.time.ns >> shift &&
         p.protocol == before.protocol && is_steady(p) && (!p.more_fragments || p.is_later_fragment());
}

}  // namespace

Traffic::Traffic() : pairs_(16), host_index_(15), fragments_(std::make_unique<Fragments>()) {
  // Number 0: whatever finds no place at all.
  last_pair_ = pairs_.make({}, {}, 0, Pairs::hash({}, {}, 0), kMaxPairs);
  of_all(last_pair_);
}

unsigned Traffic::way_of(const Conversation& c, const Packet& p) {
  if (c.is_crowd()) return p.src == c.key.a ? 0 : 1;
  return p.src <= p.dst ? 0 : 1;
}

const Host* Traffic::find_host(const Address& a) const {
  const uint32_t i = host_index_.find(a.hash(), [&](uint32_t at) { return hosts_[at].ip == a; });
  return i == Index::kNone ? nullptr : &hosts_[i];
}

const Timeline* Traffic::timeline_of(const Conversation& c) const {
  return c.timeline == TimelinePool::kNone ? nullptr : &timelines_[c.timeline];
}

const PeerSketch* Traffic::sketch_of(const Conversation& c) const {
  return c.sketch == UINT32_MAX ? nullptr : &sketches_[c.sketch];
}

Host* Traffic::host_of(const Address& a) {
  const uint64_t hash = a.hash();
  const uint32_t i = host_index_.find(hash, [&](uint32_t at) { return hosts_[at].ip == a; });
  if (i != Index::kNone) return &hosts_[i];
  if (hosts_.size() == kMaxHosts || !host_index_.insert(hash, hosts_.size())) {
    ++overflow_.hosts;
    return nullptr;
  }
  Host& host = hosts_.add();
  host.ip = a;
  return &host;
}

bool Traffic::is_crowded(const Address& host) const { return std::ranges::find(crowded_, host) != crowded_.end(); }

void Traffic::add_peers(Host& host, uint32_t more) {
  const bool before = host.peers >= kMaxPeers;
  host.peers += more;
  if (!before && host.peers >= kMaxPeers) crowded_.push_back(host.ip);
}

/// All peers of `host` that have no entry of their own; at last, everybody.
uint32_t Traffic::crowd(const Address& host, uint16_t protocol) {
  constexpr uint32_t kCap = kMaxPairs + kMaxCrowds;
  if (last_crowd_ != Pairs::kNone && pairs_[last_crowd_].is(host, {}, protocol)) return last_crowd_;
  uint64_t hash = Pairs::hash(host, {}, protocol);
  last_crowd_ = pairs_.find(host, {}, protocol, hash);
  if (last_crowd_ == Pairs::kNone) last_crowd_ = pairs_.make(host, {}, protocol, hash, kCap);
  if (last_crowd_ != Pairs::kNone) return last_crowd_;
  hash = Pairs::hash({}, {}, protocol);
  const uint32_t anyone = pairs_.find({}, {}, protocol, hash);
  const uint32_t made = anyone != Pairs::kNone ? anyone : pairs_.make({}, {}, protocol, hash, kCap + 512);
  return made == Pairs::kNone ? 0 : made;
}

uint32_t Traffic::make_pair(const Packet& p, const PairHint& hint) {
  if (is_crowded(p.dst)) return crowd(p.dst, p.protocol);
  if (is_crowded(p.src)) return crowd(p.src, p.protocol);
  if (conversations_.size() >= kMaxConversations) return crowd(p.dst, p.protocol);
  const uint32_t made = hint.forward ? pairs_.make(p.src, p.dst, p.protocol, hint.hash, kMaxPairs)
                                     : pairs_.make(p.dst, p.src, p.protocol, hint.hash, kMaxPairs);
  if (made == Pairs::kNone) return crowd(p.dst, p.protocol);
  for (const Address& end : {p.src, p.dst}) {
    if (Host* h = host_of(end)) add_peers(*h, 1);
  }
  return made;
}

inline uint32_t Traffic::pair_of(const Packet& p, const PairHint& hint) {
  const Address &a = hint.forward ? p.src : p.dst, &b = hint.forward ? p.dst : p.src;
  if (!pairs_[last_pair_].is(a, b, p.protocol)) {
    const uint32_t found = pairs_.find(a, b, p.protocol, hint.hash);
    last_pair_ = found != Pairs::kNone ? found : make_pair(p, hint);
    if (pairs_[last_pair_].b.is_none()) ++overflow_.folded_packets;
  }
  return last_pair_;
}

uint32_t Traffic::make_conversation(uint32_t pair, Service service, uint32_t cap) {
  if (conversations_.size() >= cap) return Pairs::kNone;
  Conversation& c = conversations_.add();
  const Pair& ends = pairs_[pair];
  c.key = {ends.a, ends.b, ends.protocol, service};
  c.pair = pair;
  return conversations_.size() - 1;
}

uint32_t Traffic::of_all(uint32_t pair) {
  Pair& ends = pairs_[pair];
  if (ends.all == Pairs::kNone)
    ends.all = make_conversation(pair, kManyPorts, kMaxConversations + kMaxCrowds + 512);
  return ends.all == Pairs::kNone ? 0 : ends.all;
}

uint32_t Traffic::make_service(uint32_t pair, uint16_t service) {
  Pair& ends = pairs_[pair];
  const bool anyone = ends.a.is_none() && ends.b.is_none();
  const uint32_t cap = kMaxConversations + (ends.b.is_none() ? kMaxCrowds : 0);
  const uint32_t made = anyone ? Pairs::kNone : make_conversation(pair, service, cap);
  if (made == Pairs::kNone) return of_all(pair);
  pairs_.add_service(ends, service, made);
  return made;
}

inline uint32_t Traffic::of_service(uint32_t pair, uint16_t service) {
  const Pair& ends = pairs_[pair];
  const uint32_t found = pairs_.conversation(ends, service);
  if (found != Pairs::kNone) return found;
  return ends.services < kMaxServices ? make_service(pair, service)
         : ends.all != Pairs::kNone   ? ends.all
                                      : of_all(pair);
}

/// The conversation of a packet that has ports (or none to have).
inline uint32_t Traffic::locate(const Packet& p, const PairHint& hint) {
  return of_service(pair_of(p, hint), static_cast<uint16_t>(service_of(p)));
}

uint32_t Traffic::locate(const Key& key) {
  const uint64_t hash = Pairs::hash(key.a, key.b, key.protocol);
  uint32_t pair = pairs_.find(key.a, key.b, key.protocol, hash);
  if (pair == Pairs::kNone)
    pair = pairs_.make(key.a, key.b, key.protocol, hash, kMaxPairs + (key.b.is_none() ? kMaxCrowds : 0));
  if (pair == Pairs::kNone) return 0;
  return key.service == kManyPorts ? of_all(pair) : of_service(pair, static_cast<uint16_t>(key.service));
}

/// The pair's entry for all ports: where a later fragment waits for the first one that tells its ports.
uint32_t Traffic::locate_any(const Packet& p, const PairHint& hint) { return of_all(pair_of(p, hint)); }

uint32_t Traffic::locate_fragment(const Packet& p, const PairHint& hint) {
  Fragments::Datagram& d = fragments_->find(p);
  if (!p.is_later_fragment()) {
    d.conversation = locate(p, hint);
    unpark(p, d);
    return d.conversation;
  }
  if (d.conversation != Fragments::kUnknown) return d.conversation;
  if (d.parked_at == Fragments::kUnknown) d.parked_at = locate_any(p, hint);
  d.parked.add(p);
  ++conversations_[d.parked_at].fragments_without_first;
  return d.parked_at;
}

/// The first fragment came after later ones: they move to its conversation.
void Traffic::unpark(const Packet& p, Fragments::Datagram& d) {
  if (d.parked.packets == 0) return;
  Conversation& from = conversations_[d.parked_at];
  Conversation& to = conversations_[d.conversation];
  from.fragments_without_first -= d.parked.packets;
  if (&from != &to) {
    if (to.packets() == 0) {
      to.first = to.last = d.parked.first;
      to.first_ref = d.parked.first_ref;
    }
    from.way[way_of(from, p)].release(d.parked);
    to.way[way_of(to, p)].take(d.parked);
  }
  d.parked = Parcel{};
}

/// Damaged packets and steps of the clock are rare.
void Traffic::count_odd(const Packet& p) {
  if (packets_ == 0) first_ = last_ = p.time;
  if (p.time < latest_ && packets_ != 0) ++backwards_;
  first_ = std::min(first_, p.time);
  for (unsigned rest = p.oddities; rest != 0; rest &= rest - 1)
    ++oddities_[static_cast<size_t>(std::countr_zero(rest))];
}

void Traffic::count_capture(const Packet& p) {
  if (packets_ == 0 || p.time < latest_ || p.oddities != 0) [[unlikely]]
    count_odd(p);
  latest_ = p.time;
  last_ = std::max(last_, p.time);
  ++packets_;
  bytes_ += p.wire;
  all_.add(p.time, 1, p.wire);
}

/// The first packet of one way of a conversation tells about its sender.
void Traffic::see(const Packet& p, bool answers) {
  Host* from = host_of(p.src);
  if (from == nullptr) return;
  from->sent = true;
  if (from->mac == 0) from->mac = p.src_mac;
  if (p.protocol == packet::proto::arp) from->claims_mac = true;
  if (p.ip && !is_group(p.dst)) ++(is_initial_ttl(p.ttl) ? from->direct : from->routed);
  if (p.direction == capture::Direction::outbound) ++from->outbound;
  if (p.direction == capture::Direction::inbound) {
    if (Host* to = host_of(p.dst)) ++to->inbound;
  }
  from->answers += answers ? 1 : 0;
}

/// A SYN tells who opens, and each is one more connection.
void Traffic::count_syn(const Packet& p, Conversation& c, unsigned way) {
  if (!c.opened) c.opener = static_cast<uint8_t>(way);
  c.opened = true;
  if (way == c.opener) c.rhythm.beat(p.time);
  if (c.is_crowd()) return;
  if (openings_.size() <= c.pair) openings_.resize(c.pair + 1);
  Openings& all = openings_[c.pair];
  if (all.rhythm.beats == 0) all.opener = static_cast<uint8_t>(way);
  if (all.opener == way) all.rhythm.beat(p.time);
}

void Traffic::count_peer(const Packet& p, Conversation& c, uint64_t hash) {
  if (c.sketch == UINT32_MAX) {
    c.sketch = static_cast<uint32_t>(sketches_.size());
    sketches_.emplace_back();
  }
  sketches_[c.sketch].add(hash, p.src == c.key.a ? p.dst : p.src);
}

void Traffic::count(const Packet& p, uint32_t index, const PairHint& hint) {
  Conversation& c = conversations_[index];
  const unsigned way = c.is_crowd() ? way_of(c, p) : (hint.forward ? 0 : 1);
  Direction& d = c.way[way];
  const Direction& back = c.way[1 - way];
  if (c.packets() == 0) {
    c.first = c.last = p.time;
    c.first_ref = p.ref;
    c.opener = static_cast<uint8_t>(way);
  }
  c.last = std::max(c.last, p.time);
  if (d.packets == 0) see(p, back.packets != 0);
  const int64_t pause = p.time - d.run.last;
  const bool again = d.run.empty() || pause > kPause;
  // A few packets now and then that nobody answers stay together: they may be one sender's part of a slow flood.
  // Not where the pair has many services: one port that two floods hit by chance would make one of them.
  const bool slow = d.run.packets < kNotable && back.packets == 0 && pairs_[c.pair].services < kMaxServices / 4;
  if (!d.run.empty() && pause > (slow ? kLongPause : kPause)) end_run(index, way);
  const bool tcp = p.protocol == packet::proto::tcp;
  if (tcp && (p.tcp_flags & (packet::tcp_flag::syn | packet::tcp_flag::ack)) == packet::tcp_flag::syn)
    count_syn(p, c, way);
  if (!tcp && way == c.opener && again) c.rhythm.beat(p.time);
  ++d.packets;
  d.bytes += p.wire;
  c.oddities |= p.oddities;
  if (p.payload_wire != 0) ++c.with_payload;
  if (c.is_crowd()) count_peer(p, c, hint.hash);
  d.run.add(p, !tcp || back.packets == 0, histograms_);
  if (c.timeline != TimelinePool::kNone) return timelines_[c.timeline].add(p.time, 1, p.wire);
  if (c.packets() == kNotable) {
    c.timeline = timelines_.take();
    if (c.timeline != TimelinePool::kNone) timelines_[c.timeline].add(c.first, c.packets(), c.bytes());
  }
}

/// What count_capture, count and the rest of add() do, of packets that follow on one counted by them.
void Traffic::count_alike(std::span<const Packet> alike, uint32_t index, const PairHint* hints) {
  Conversation& c = conversations_[index];
  const Packet& last = alike.back();
  uint64_t bytes = 0;
  uint32_t filled = 0;
  for (const Packet& p : alike) {
    bytes += p.wire;
    filled += p.payload_wire != 0 ? 1 : 0;
    duplicates_.see(p);
  }
  latest_ = last.time;
  last_ = std::max(last_, last.time);
  packets_ += alike.size();
  bytes_ += bytes;
  all_.add(last.time, alike.size(), bytes);
  c.last = std::max(c.last, last.time);
  c.with_payload += filled;
  if (c.is_crowd())
    for (size_t i = 0; i < alike.size(); ++i) count_peer(alike[i], c, hints[i].hash);
  const unsigned way = way_of(c, last);
  Direction& d = c.way[way];
  d.packets += alike.size();
  d.bytes += bytes;
  d.run.add(alike, last.protocol != packet::proto::tcp || c.way[1 - way].packets == 0, histograms_);
  if (c.timeline != TimelinePool::kNone) timelines_[c.timeline].add(last.time, alike.size(), bytes);
}

/// An ICMP error belongs to the packet that it quotes.
void Traffic::note_error(const Packet& icmp) {
  Packet quoted;
  if (!packet::decode_quoted(icmp, quoted)) return;
  const PairHint hint = Pairs::hint(quoted);
  const Address &a = hint.forward ? quoted.src : quoted.dst, &b = hint.forward ? quoted.dst : quoted.src;
  const uint32_t pair = pairs_.find(a, b, quoted.protocol, hint.hash);
  if (pair != Pairs::kNone) {
    const uint32_t service = pairs_.conversation(pairs_[pair], static_cast<uint16_t>(service_of(quoted)));
    const uint32_t index = service != Pairs::kNone ? service : pairs_[pair].all;
    if (index != Pairs::kNone) ++conversations_[index].way[hint.forward ? 0 : 1].refused;
    return;
  }
  const bool may_be_folded = is_crowded(quoted.dst) || is_crowded(quoted.src);
  if (may_be_folded && find_host(quoted.dst) != nullptr && find_host(quoted.src) != nullptr) return;
  if (Host* h = host_of(icmp.dst)) ++h->stray_errors;
}

/// Short runs matter only where a flood over random ports may have left parts of itself.
void Traffic::end_run(uint32_t index, unsigned way) {
  Conversation& c = conversations_[index];
  Burst& run = c.way[way].run;
  const bool keep =
      run.packets >= kNotable || (c.key.service != kManyPorts && pairs_[c.pair].services >= kMaxServices / 4);
  if (keep && runs_.size() < kMaxRuns)
    runs_.push_back({index, way, run});
  else if (keep)
    ++overflow_.runs;
  c.way[way].ended.add(run.tcp);
  run = Burst{};
}

uint32_t Traffic::place(const Packet& p, const PairHint& hint) {
  return p.is_fragment() ? locate_fragment(p, hint) : locate(p, hint);
}

/// Of a packet between the ends of the one before, which has `before`: both whole.
inline uint32_t Traffic::place_again(const Packet& p, const Conversation& before) {
  if (before.is_crowd()) ++overflow_.folded_packets;
  return of_service(before.pair, static_cast<uint16_t>(service_of(p)));
}

void Traffic::add(const Packet& p, const PairHint& hint, uint32_t index) {
  count_capture(p);
  count(p, index, hint);
  duplicates_.see(p);
  if (p.protocol == packet::proto::arp) neighbours_.take(p);
  if (p.tunnel != packet::Tunnel::none) tunnels_.take(p, histograms_);
  if (is_error(p)) note_error(p);
}

/// Only a conversation that has weight is worth it; and a packet that is looked at for more than its place and
/// size is counted alone: so the sum is the same, however the packets came in batches.
Traffic::Counted Traffic::add_alike(std::span<const Packet> batch, const PairHint* hints, uint32_t known) {
  const Packet& first = batch[0];
  const uint32_t index = known != Pairs::kNone ? known : place(first, hints[0]);
  add(first, hints[0], index);
  const Conversation& c = conversations_[index];
  if (c.packets() < kNotable || !is_steady(first)) return {1, index, Pairs::kNone};
  int shift = std::min(Burst::kWindowShift, all_.shift());
  if (c.timeline != TimelinePool::kNone) shift = std::min(shift, timelines_[c.timeline].shift());
  const unsigned way = way_of(c, first);
  const bool whole = !first.is_fragment();
  size_t n = 1;
  uint32_t next = Pairs::kNone;
  for (; n < batch.size() && is_alike(batch[n - 1], batch[n], shift); ++n) {
    const bool again = hints[n].again && whole && !batch[n].is_fragment();
    next = again ? place_again(batch[n], c) : place(batch[n], hints[n]);
    if (next != index || (!again && way_of(c, batch[n]) != way)) break;
    next = Pairs::kNone;
  }
  if (n > 1) count_alike(batch.subspan(1, n - 1), index, hints + 1);
  return {n, index, next};
}

/// The tables are larger than the processor's caches: what a batch needs of them is fetched first.
void Traffic::expect(std::span<const Packet> batch, PairHint* hints) const {
  for (size_t i = 0; i < batch.size(); ++i) {
    const Packet &p = batch[i], &before = batch[i - (i != 0 ? 1 : 0)];
    if (i != 0 && p.src == before.src && p.dst == before.dst && p.protocol == before.protocol) {
      hints[i] = hints[i - 1];
      hints[i].again = true;
    } else {
      pairs_.expect(hints[i] = Pairs::hint(p));
    }
  }
  // A few conversations are in the caches anyway.
  if (conversations_.size() > 512) fetch({hints, batch.size()});
}

/// By what the index seems to say of each packet: its pair first, then the pair's first conversation.
void Traffic::fetch(std::span<const PairHint> hints) const {
  std::array<const Pair*, packet::kBatch> pairs;
  for (size_t i = 0; i < hints.size(); ++i) {
    const uint32_t at = hints[i].again ? Pairs::kNone : pairs_.peek(hints[i]);
    pairs[i] = at == Pairs::kNone ? nullptr : &pairs_[at];
    if (pairs[i] != nullptr) __builtin_prefetch(pairs[i]);
  }
  for (size_t i = 0; i < hints.size(); ++i) {
    if (pairs[i] == nullptr || pairs[i]->services == 0) continue;
    const Conversation& c = conversations_[pairs[i]->few_conversation[0]];
    const auto* way = reinterpret_cast<const char*>(&c.way[hints[i].forward ? 0 : 1]);
    __builtin_prefetch(&c);
    for (size_t line = 0; line < 4; ++line) __builtin_prefetch(way + 64 * line);
  }
}

std::vector<RunView> Traffic::all_runs() const {
  std::vector<RunView> views;
  for (const Run& run : runs_) views.push_back({run.conversation, run.way, &run.burst});
  for (uint32_t i = 0; i < conversations_.size(); ++i) {
    for (unsigned way = 0; way < 2; ++way) {
      const Burst& run = conversations_[i].way[way].run;
      if (!run.empty()) views.push_back({i, way, &run});
    }
  }
  return views;
}

}  // namespace culprit::flow
