#include "flow/tcp_watch.h"

#include <algorithm>

namespace culprit::flow {
namespace {

using packet::Packet;
namespace flag = packet::tcp_flag;

constexpr int64_t kFast = 20 * kMillisecond;    // a fast retransmission follows its cause at once
constexpr int64_t kReorder = 3 * kMillisecond;  // out of order, as long as no round trip was measured
constexpr uint32_t kMaxSegment = 1 << 20;       // offload builds large ones, but not this large

/// The packet's numbers, as the rules below need them.
struct Segment {
  explicit Segment(const Packet& p, const Sender& from)
      : seq(p.seq), ack(p.ack), size(std::min(p.payload_wire, kMaxSegment)), flags(p.tcp_flags), now(p.time) {
    window = static_cast<uint32_t>(p.window) << (has(flag::syn) ? 0 : from.shift());
  }
  bool has(uint8_t bits) const { return (flags & bits) != 0; }
  bool control() const { return has(flag::syn | flag::fin | flag::rst); }
  uint32_t end() const { return seq + size + has(flag::syn | flag::fin); }

  uint32_t seq, ack, size, window = 0;
  uint8_t flags;
  Time now;
};

/// An acknowledgement that says nothing new: at the sequence number that is expected, without data.
bool says_nothing_new(const Segment& s, const Sender& from) {
  return s.size == 0 && from.acked && s.seq == from.next && s.ack == from.ack && s.window == from.window;
}

uint32_t acknowledgement(const Segment& s, Sender& from, const Sender& to) {
  using namespace tcp_seen;
  if (s.control() || s.size != 0) return 0;
  if (s.window != 0 && from.acked && s.seq == from.next && s.ack == from.ack && s.window != from.window)
    return window_update;
  if (to.probes && from.acked && s.window == 0 && from.window == 0 && s.seq == from.next &&
      s.ack - from.ack <= 1)
    return zero_window_probe_ack;
  if (!says_nothing_new(s, from) || s.window == 0) return 0;
  if (to.keeps_alive) return keep_alive_ack;
  if (from.same_acks != UINT8_MAX) ++from.same_acks;
  return duplicate_ack;
}

/// Was this place passed over before, so that the segment fills it now?
bool in_a_hole(const Sender& from, const Segment& s) {
  return std::ranges::any_of(from.holes, [&](const Sender::Hole& hole) {
    return hole.begin != hole.end && distance(hole.begin, s.seq) >= 0 && distance(s.seq, hole.end) > 0;
  });
}

void close_hole(Sender& from, const Segment& s) {
  for (Sender::Hole& hole : from.holes) {
    if (hole.begin == hole.end || distance(s.seq, hole.end) <= 0 || distance(hole.begin, s.end()) <= 0)
      continue;
    const bool front = distance(hole.begin, s.seq) <= 0, back = distance(s.end(), hole.end) <= 0;
    if (front)
      hole.begin = back ? hole.end : s.end();
    else
      hole.end = s.seq;  // of two halves that are left, the first is remembered
  }
}

/// The segment lies before what was already seen: why?
uint32_t behind(const Segment& s, const Sender& from, const Sender& to, int64_t round_trip) {
  using namespace tcp_seen;
  if (s.size != 0 && to.acked && distance(s.seq + s.size, to.ack) >= 0) return spurious_retransmission;
  const bool old = from.seen && distance(s.seq, from.next) > 0;
  // One byte of it may have been a probe, which does not count as sent.
  if (!old || (s.size > 1 && s.seq + 1 == from.next)) return 0;
  if (to.same_acks >= 2 && to.ack == s.seq && s.now - to.ack_at < kFast) return fast_retransmission;
  const int64_t late = s.now - from.next_at;
  const bool soon = late < (round_trip != 0 ? round_trip : kReorder);
  return soon && in_a_hole(from, s) ? out_of_order : retransmission;
}

uint32_t reset(const Sender& from, const Sender& to) {
  using namespace tcp_seen;
  if (from.fin || to.fin) return reset_after_end;
  if (from.data || to.data) return reset_after_data;
  if (to.syn && !from.syn) return reset_refused;
  if (from.syn || to.syn) return reset_unused;
  return from.seen || to.seen ? reset_after_data : reset_stray;
}

/// Before the packet's own numbers are taken over.
uint32_t judge(Tracked& c, const Segment& s, Sender& from, const Sender& to) {
  using namespace tcp_seen;
  uint32_t out = 0;
  const bool ahead = from.seen && distance(from.next, s.seq) > 0 && !s.has(flag::rst);
  const bool probe = s.size == 1 && from.seen && s.seq == from.next && to.acked && to.window == 0;
  if (probe) {
    out |= zero_window_probe;
  } else {
    if (s.window == 0 && !s.control() && s.has(flag::ack)) out |= zero_window;
    if (ahead) out |= segment_lost;
    if (s.size <= 1 && from.seen && s.seq + 1 == from.next && !s.control()) out |= keep_alive;
    const bool room_known = to.scale != Sender::kUnknown && to.acked;
    if (s.size != 0 && !s.control() && room_known && s.seq + s.size == to.ack + to.window) out |= window_full;
    if (s.has(flag::ack)) out |= acknowledgement(s, from, to);
  }
  if (s.has(flag::ack) && to.seen && distance(to.contiguous, s.ack) > 0) out |= ack_unseen;
  if ((s.size != 0 || s.has(flag::syn | flag::fin)) && (out & keep_alive) == 0)
    out |= behind(s, from, to, c.round_trip);
  if (s.has(flag::rst)) out |= reset(from, to);
  return out;
}

void learn(Tracked& c, const Segment& s, uint32_t seen, Sender& from, Sender& to) {
  using namespace tcp_seen;
  if ((seen & ack_unseen) != 0) to.contiguous = to.next;
  if (from.seen && (seen & segment_lost) != 0) {
    from.holes[1] = from.holes[0];
    from.holes[0] = {from.next, s.seq};
  } else if (s.size != 0) {
    close_hole(from, s);
  }
  const bool probe = (seen & zero_window_probe) != 0;
  if (!probe && (!from.seen || distance(from.next, s.end()) > 0)) {
    from.next = s.end();
    from.next_at = s.now;
  }
  if (!probe && (!from.seen || s.seq == from.contiguous)) from.contiguous = from.next;
  from.seen = true;
  from.data = from.data || s.size != 0;
  from.fin = from.fin || s.has(flag::fin);
  from.keeps_alive = (seen & keep_alive) != 0;
  from.probes = probe;
  if (s.has(flag::ack)) {
    if (!from.acked || s.ack != from.ack) from.same_acks = 0;
    from.ack = s.ack;
    from.ack_at = s.now;
    from.acked = true;
    const bool third = &from == &c.sender[from_client] && from.syn && to.syn && !s.has(flag::syn | flag::rst);
    if (third && c.round_trip == 0) c.round_trip = std::max<int64_t>(s.now - c.syn_at, 1);
  }
  from.window = s.window;
}

/// Windows are scaled only where both sides offer it (RFC 7323 section 2.2).
void learn_syn(Tracked& c, const Packet& p, Sender& from, Sender& to) {
  const bool offers = (p.tcp_options & packet::tcp_option::window_scale) != 0;
  from.syn = true;
  from.start = p.seq + 1;
  from.scale = offers ? std::min<uint8_t>(p.window_scale, 14) : Sender::kNoScale;
  if (to.syn && (!offers || to.scale == Sender::kNoScale)) from.scale = to.scale = Sender::kNoScale;
  if ((p.tcp_flags & flag::ack) == 0) {
    c.syn_at = p.time;
  } else if (!to.syn) {  // it answers one that was not captured
    to.syn = true;
    to.start = p.ack;
  }
}

/// The usual packet: the next bytes, or an acknowledgement of more than the last one, in a connection where
/// nothing is missing. False, and nothing changed: not so simple.
bool as_expected(const Tracked& c, const Packet& p, Sender& from, const Sender& to) {
  constexpr uint8_t kinds = flag::syn | flag::fin | flag::rst | flag::ack;
  const uint32_t size = p.payload_wire, end = p.seq + size;
  if ((p.tcp_flags & kinds) != flag::ack || size > kMaxSegment || !from.acked || !to.acked ||
      p.seq != from.next || p.seq != from.contiguous || p.window == 0 || to.window == 0 ||
      distance(to.contiguous, p.ack) > 0 || (from.syn && c.round_trip == 0)) {
    return false;
  }
  if (size == 0 ? p.ack == from.ack : distance(end, to.ack) >= 0 || end == to.ack + to.window) return false;
  if (size != 0) {
    from.next = from.contiguous = end;
    from.next_at = p.time;
    from.data = true;
  }
  if (p.ack != from.ack) from.same_acks = 0;
  from.ack = p.ack;
  from.ack_at = p.time;
  from.window = static_cast<uint32_t>(p.window) << from.shift();
  from.ip_id = static_cast<uint16_t>(p.ip_id);
  from.keeps_alive = from.probes = false;
  return true;
}

}  // namespace

uint32_t watch(Tracked& c, Side side, const Packet& p) {
  Sender& from = c.sender[side];
  Sender& to = c.sender[other(side)];
  if (as_expected(c, p, from, to)) return 0;
  if ((p.tcp_flags & flag::syn) != 0) learn_syn(c, p, from, to);
  const Segment s(p, from);
  const bool first = !from.seen && !to.seen;
  uint32_t seen = first ? 0 : judge(c, s, from, to);
  const auto id = static_cast<uint16_t>(p.ip_id);
  constexpr uint32_t again = tcp_seen::sent_again | tcp_seen::duplicate_ack | tcp_seen::keep_alive;
  if ((seen & again) != 0 && id != 0 && id == from.ip_id) seen |= tcp_seen::captured_twice;
  from.ip_id = id;
  learn(c, s, seen, from, to);
  return seen;
}

}  // namespace culprit::flow
