#include "flow/traffic.h"

#include <algorithm>
#include <bit>

namespace culprit::flow {
namespace {

using packet::Packet;

Key key_of(const Packet& p, Service service) {
  const bool forward = p.src <= p.dst;
  return {forward ? p.src : p.dst, forward ? p.dst : p.src, p.protocol, service};
}

/// TTLs that operating systems start with: a packet that still has one has met no router.
bool is_initial_ttl(uint8_t ttl) { return ttl == 64 || ttl == 128 || ttl == 255 || ttl == 32; }

}  // namespace

Traffic::Traffic() : index_(16), host_index_(15), fragments_(std::make_unique<Fragments>()) {
  conversations_.add().key = {{}, {}, 0, kManyPorts};  // number 0: whatever finds no place at all
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

uint32_t Traffic::find(const Key& key) const {
  return index_.find(key.hash(), [&](uint32_t at) { return conversations_[at].key == key; });
}

uint32_t Traffic::find_or_make(const Key& key, uint32_t cap) {
  const uint32_t found = find(key);
  if (found != Index::kNone) return found;
  if (conversations_.size() >= cap || !index_.insert(key.hash(), conversations_.size())) return Index::kNone;
  Conversation& c = conversations_.add();
  c.key = key;
  return conversations_.size() - 1;
}

void Traffic::expect(const Packet& p) const {
  if (!p.is_later_fragment()) index_.expect(key_of(p, service_of(p)).hash());
}

/// The conversation of a packet that has ports (or none to have).
uint32_t Traffic::locate(const Packet& p) {
  const Key key = key_of(p, service_of(p));
  if (last_conversation_ != Index::kNone && conversations_[last_conversation_].key == key)
    return last_conversation_;
  const uint32_t found = find(key);
  return last_conversation_ = found != Index::kNone ? found : place(p, key);
}

uint32_t Traffic::place(const Packet& p, const Key& exact) {
  Key many = exact;
  many.service = kManyPorts;
  const uint32_t pair = find(many);
  if (pair != Index::kNone) {
    Conversation& all = conversations_[pair];
    if (all.services >= kMaxServices) return pair;
    const uint32_t made = find_or_make(exact, kMaxConversations);
    if (made == Index::kNone) return pair;
    ++all.services;
    return made;
  }
  const Host* to = find_host(p.dst);
  const Host* from = find_host(p.src);
  if (to != nullptr && to->peers >= kMaxPeers) return crowd(p, p.dst, exact.service);
  if (from != nullptr && from->peers >= kMaxPeers) return crowd(p, p.src, exact.service);
  if (conversations_.size() + 2 > kMaxConversations) return crowd(p, p.dst, exact.service);
  const uint32_t all = find_or_make(many, kMaxConversations);
  const uint32_t made = all == Index::kNone ? all : find_or_make(exact, kMaxConversations);
  if (made == Index::kNone) return crowd(p, p.dst, exact.service);
  conversations_[all].services = 1;
  for (const Address& end : {p.src, p.dst}) {
    if (Host* h = host_of(end)) ++h->peers;
  }
  return made;
}

/// All peers of `host` together: per service at first, then over all ports; at last everything that found no
/// place.
uint32_t Traffic::crowd(const Packet& p, const Address& host, Service service) {
  ++overflow_.folded_packets;
  constexpr uint32_t kCap = kMaxConversations + kMaxCrowds;
  const Key many{host, {}, p.protocol, kManyPorts};
  const uint32_t all = find_or_make(many, kCap);
  if (all == Index::kNone) {
    const uint32_t anyone = find_or_make({{}, {}, p.protocol, kManyPorts}, kCap + 512);
    return anyone == Index::kNone ? 0 : anyone;
  }
  const Key one{host, {}, p.protocol, service};
  const uint32_t found = find(one);
  if (found != Index::kNone) return found;
  if (conversations_[all].services >= kMaxServices) return all;
  const uint32_t made = find_or_make(one, kCap);
  if (made == Index::kNone) return all;
  ++conversations_[all].services;
  return made;
}

/// The pair's entry for all ports: where a later fragment waits for the first one that tells its ports.
uint32_t Traffic::locate_any(const Packet& p) {
  const Key key = key_of(p, kManyPorts);
  const uint32_t found = find(key);
  return found != Index::kNone ? found : place(p, key);
}

uint32_t Traffic::locate_fragment(const Packet& p) {
  Fragments::Datagram& d = fragments_->find(p);
  if (!p.is_later_fragment()) {
    d.conversation = locate(p);
    unpark(p, d);
    return d.conversation;
  }
  if (d.conversation != Fragments::kUnknown) return d.conversation;
  if (d.parked_at == Fragments::kUnknown) d.parked_at = locate_any(p);
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

void Traffic::count_capture(const Packet& p) {
  if (packets_ == 0) first_ = last_ = latest_ = p.time;
  if (p.time < latest_) ++backwards_;
  latest_ = p.time;
  first_ = std::min(first_, p.time);
  last_ = std::max(last_, p.time);
  ++packets_;
  bytes_ += p.wire;
  all_.add(p.time, 1, p.wire);
  for (unsigned rest = p.oddities; rest != 0; rest &= rest - 1)
    ++oddities_[static_cast<size_t>(std::countr_zero(rest))];
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

void Traffic::count_tcp(const Packet& p, Conversation& c) {
  using namespace packet::tcp_flag;
  if ((p.tcp_flags & syn) != 0) ++((p.tcp_flags & ack) != 0 ? c.syn_ack : c.syn);
  if ((p.tcp_flags & fin) != 0) ++c.fin;
  if ((p.tcp_flags & rst) != 0) ++c.rst;
}

void Traffic::count(const Packet& p, uint32_t index) {
  Conversation& c = conversations_[index];
  const unsigned way = way_of(c, p);
  Direction& d = c.way[way];
  const Direction& back = c.way[1 - way];
  if (c.packets() == 0) {
    c.first = c.last = p.time;
    c.first_ref = p.ref;
  }
  c.last = std::max(c.last, p.time);
  if (d.packets == 0) see(p, back.packets != 0);
  if (!d.run.empty() && p.time - d.run.last > kPause) end_run(index, way);
  ++d.packets;
  d.bytes += p.wire;
  c.oddities |= p.oddities;
  if (p.payload_wire != 0) ++c.with_payload;
  if (p.protocol == packet::proto::tcp) count_tcp(p, c);
  d.run.add(p, p.protocol != packet::proto::tcp || back.packets == 0, histograms_);
  if (c.timeline != TimelinePool::kNone) return timelines_[c.timeline].add(p.time, 1, p.wire);
  if (c.packets() == kNotable) {
    c.timeline = timelines_.take();
    if (c.timeline != TimelinePool::kNone) timelines_[c.timeline].add(c.first, c.packets(), c.bytes());
  }
}

/// Short runs matter only where a flood over random ports may have left parts of itself.
void Traffic::end_run(uint32_t index, unsigned way) {
  Conversation& c = conversations_[index];
  Burst& run = c.way[way].run;
  bool keep = run.packets >= kNotable;
  if (!keep && c.key.service != kManyPorts) {
    const uint32_t pair = find({c.key.a, c.key.b, c.key.protocol, kManyPorts});
    keep = pair != Index::kNone && conversations_[pair].services >= kMaxServices / 4;
  }
  if (keep && runs_.size() < kMaxRuns)
    runs_.push_back({index, way, run});
  else if (keep)
    ++overflow_.runs;
  run = Burst{};
}

uint32_t Traffic::add(const Packet& p) {
  count_capture(p);
  const uint32_t index = p.is_fragment() ? locate_fragment(p) : locate(p);
  count(p, index);
  return index;
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
