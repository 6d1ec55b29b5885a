#include "explain/conditions.h"

#include <algorithm>
#include <map>

#include "flow/tcp_watch.h"
#include "packet/checksum.h"

namespace culprit::explain {
namespace {

using packet::Packet;
namespace proto = packet::proto;

/// A clock that jumps: so far back at once, no reordering explains that.
constexpr int64_t kJump = kSecond;

constexpr std::array<std::string_view, kMarks> kIds{
    "capture-dups",    "tcp-retrans",   "tcp-unseen",  "tcp-out-of-order", "tcp-dupack",
    "tcp-zero-window", "tcp-keepalive", "tcp-refused", "tcp-rst",          "tcp-unanswered",
    "one-sided",       "snaplen",       "gso-gro",     "csum-offload",     "csum-bad",
    "frag-ok",         "bad-packet",    "zero-frame",  "clock-jump",       "mirai-scan",
    "icmp-unreach-in", "storm",         "arp-sweep",   "arp-unanswered",   "apipa",
    "dns-failing",     "dns-repeating"};

/// So many addresses asked for by one host are a sweep.
constexpr uint32_t kSweep = 32;
/// A storm: so many packets to a group, in so short a time.
constexpr uint64_t kStormPackets = 1000, kStormRate = 500;
/// A name that is asked for so often is asked for again and again: on average, of one client's zone.
constexpr uint64_t kRepeats = 10;
constexpr uint32_t kNoSuchName = 3, kServerFailed = 2;

uint32_t capped(uint64_t n) { return static_cast<uint32_t>(std::min<uint64_t>(n, UINT32_MAX)); }

/// Packets to everybody, so many and so fast that the network suffers: a loop, or a broken device.
uint64_t storm(const flow::Conversation& c) {
  if (!is_group(c.key.a) && !is_group(c.key.b)) return 0;
  const uint64_t ms = static_cast<uint64_t>(std::max<int64_t>((c.last - c.first) / kMillisecond, 1));
  return c.packets() >= kStormPackets && c.packets() * 1000 >= kStormRate * ms ? c.packets() : 0;
}

bool is_self_assigned(const Address& a) { return a.is_ip4() && (a.v4() >> 16) == 0xa9fe; }

}  // namespace

std::string_view id(Mark mark) { return kIds[static_cast<size_t>(mark)]; }

Marks& Conditions::at(uint32_t conversation) {
  if (conversation >= place_.size()) place_.resize(std::max<size_t>(conversation + 1, place_.size() * 2));
  uint32_t& place = place_[conversation];
  if (place == 0) {
    counts_.emplace_back();
    place = static_cast<uint32_t>(counts_.size());
  }
  return counts_[place - 1];
}

void Conditions::see_tcp(uint32_t conversation, uint32_t seen) {
  static constexpr std::pair<uint32_t, Mark> marks[] = {{flow::tcp_seen::sent_again, Mark::sent_again},
                                                        {flow::tcp_seen::segment_lost, Mark::segment_lost},
                                                        {flow::tcp_seen::out_of_order, Mark::out_of_order},
                                                        {flow::tcp_seen::duplicate_ack, Mark::duplicate_ack},
                                                        {flow::tcp_seen::zero_window, Mark::zero_window},
                                                        {flow::tcp_seen::keep_alive, Mark::keep_alive}};
  // A copy is not sent again, repeats no receipt and fills no hole: it only looks like that.
  if ((seen & flow::tcp_seen::captured_twice) != 0) return add(conversation, Mark::captured_twice);
  for (const auto& [bits, mark] : marks)
    if ((seen & bits) != 0) add(conversation, mark);
}

void Conditions::see_sums(const Packet& p, uint32_t conversation) {
  const packet::Checksums sums = packet::checksums(p);
  if (sums.transport == packet::Checksum::offloaded) add(conversation, Mark::offloaded);
  if (sums.ip == packet::Checksum::bad || sums.transport == packet::Checksum::bad)
    add(conversation, Mark::bad_checksum);
}

void Conditions::see_more(const Packet& p, uint32_t conversation, bool young, uint32_t tcp) {
  using namespace packet;
  constexpr unsigned impossible = bad_ip_length | bad_ip_header | bad_transport_length | bad_fragment | land;
  if (p.time - latest_ < -kJump && latest_.ns != 0) add(conversation, Mark::clock_jump);
  if (p.oddities != 0) {
    if ((p.oddities & cut_by_snaplen) != 0) add(conversation, Mark::cut);
    if ((p.oddities & impossible) != 0) add(conversation, Mark::impossible);
  }
  const bool blank = p.protocol == proto::llc || p.protocol == proto::undecodable;
  if (blank && p.src_mac == 0 && p.dst_mac == 0) add(conversation, Mark::blank);
  if (p.is_fragment()) add(conversation, Mark::fragment);
  if (p.wire > kLargestFrame && p.src_mac != 0) add(conversation, Mark::oversized);
  if (tcp != 0) see_tcp(conversation, tcp);
  if (p.ip && p.listed.empty() && young) see_sums(p, conversation);
}

void Conditions::merge(const Conditions& other, const flow::Traffic& mine, const flow::Traffic& theirs) {
  std::map<flow::Key, uint32_t> index;
  for (uint32_t i = 0; i < mine.size(); ++i) index.emplace(mine[i].key, i);
  for (uint32_t i = 0; i < other.place_.size(); ++i) {
    if (other.place_[i] == 0 || i >= theirs.size()) continue;
    const auto here = index.find(theirs[i].key);
    if (here == index.end()) continue;
    Marks& sum = at(here->second);
    const Marks& more = other.counts_[other.place_[i] - 1];
    for (size_t m = 0; m < kMarks; ++m) sum[m] += more[m];
  }
}

void Conditions::close(const flow::Traffic& traffic, const message::Notes& notes) {
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    if (c.key.protocol != proto::arp || c.key.service != 1) continue;
    if (c.way[0].packets != 0) ++asked_[c.key.a];
    if (c.way[1].packets != 0) ++asked_[c.key.b];
  }
  for (const message::Tally& t : notes.all()) {
    auto& [failed, repeated] = names_[std::minmax(t.client, t.server)];
    if (t.kind == message::NoteKind::answer)
      failed += capped(t.with(kNoSuchName) + t.with(kServerFailed));
    else if (t.kind == message::NoteKind::question && t.count >= kRepeats * std::max(t.distinct(), 1U))
      repeated += capped(t.count);
  }
}

Marks Conditions::of(uint32_t conversation, const flow::Traffic& traffic) const {
  Marks out{};
  if (conversation < place_.size() && place_[conversation] != 0) out = counts_[place_[conversation] - 1];
  const auto set = [&](Mark m, uint64_t n) { out[static_cast<size_t>(m)] = capped(n); };
  const flow::Conversation& c = traffic[conversation];
  if (c.key.protocol == proto::tcp) {
    const flow::TcpMix there = c.way[0].tcp(), back = c.way[1].tcp();
    const uint64_t resets = uint64_t{there.rst} + back.rst;
    set(c.with_payload == 0 ? Mark::reset_refused : Mark::reset_cut, resets);
    set(Mark::mirai, uint64_t{there.to_self} + back.to_self);
    if (!c.answered() && !c.is_crowd()) {
      set(Mark::unanswered_syn, uint64_t{there.syn} + back.syn);
      set(Mark::one_sided, uint64_t{there.ack} + back.ack + there.data + back.data);
    }
  }
  if (c.key.protocol == proto::arp && c.key.service == 1) {
    const bool by_a = c.way[0].packets != 0;
    const Address &asker = by_a ? c.key.a : c.key.b, &wanted = by_a ? c.key.b : c.key.a;
    if (const auto n = asked_.find(asker); n != asked_.end() && n->second >= kSweep)
      set(Mark::arp_sweep, c.packets());
    if (asker != wanted && !wanted.is_none() && scope(asker) != Scope::unspecified &&
        traffic.neighbours().find(wanted) == nullptr)
      set(Mark::arp_unanswered, c.packets());
  }
  set(Mark::storm, storm(c));
  set(Mark::undeliverable, uint64_t{c.way[0].refused} + c.way[1].refused);
  if (c.content == "dns")
    if (const auto n = names_.find({c.key.a, c.key.b}); n != names_.end()) {
      set(Mark::dns_failed, n->second[0]);
      set(Mark::dns_repeated, n->second[1]);
    }
  if (is_self_assigned(c.key.a) || is_self_assigned(c.key.b)) set(Mark::self_assigned, c.packets());
  return out;
}

}  // namespace culprit::explain
