#include "flow/streams.h"

#include <algorithm>

#include "flow/tcp_watch.h"

namespace culprit::flow {
namespace {

using packet::Packet;
namespace flag = packet::tcp_flag;

constexpr uint32_t kNone = Connections::kNone;
// First bytes further away than this from the handshake of the same ends belong to another connection.
constexpr int32_t kShakeReach = 1 << 20;
constexpr int64_t kLinger = 5 * kSecond;
// Offload may build segments larger than IP allows, but not this large.
constexpr uint32_t kMaxSegment = 1 << 20;

// Without a handshake: the end with the smaller port is taken for the server; with equal ports the one that
// speaks first is the client.
bool guess_client_is_low(const Tuple& t) {
  return t.low_port == t.high_port ? t.from_low : t.low_port > t.high_port;
}

Endpoints endpoints(const Tracked& t) {
  const Tuple& e = t.tuple;
  if (t.client_is_low) return {e.low, e.high, e.low_port, e.high_port, t.client_known};
  return {e.high, e.low, e.high_port, e.low_port, t.client_known};
}

// Does a packet with SYN belong to the connection that is known between its ends? Else it begins a new one.
bool belongs(const Tracked& t, Side side, const Packet& syn) {
  const Sender& from = t.sender[side];
  const Sender& to = t.sender[other(side)];
  if (from.syn) return from.start == syn.seq + 1;
  if ((syn.tcp_flags & flag::ack) != 0) return to.seen && near(to.next, syn.ack, kShakeReach);
  if (!from.seen) return to.syn && !to.data;         // both sides at the same time (RFC 9293 section 3.5)
  return near(from.next, syn.seq + 1, kShakeReach);  // captured late
}

// One side alone can be forged; so can SYNs that are answered.
Conntrack::Rank rank(const Tracked& t) {
  const Sender& a = t.sender[from_client];
  const Sender& b = t.sender[from_server];
  if (t.reading == Tracked::Reading::open) return Conntrack::reading;
  if (a.seen && b.seen && (a.data || b.data || t.round_trip != 0 || !a.syn)) return Conntrack::both_sides;
  return a.data || b.data ? Conntrack::one_sided_data : Conntrack::attempt;
}

// More than a repetition of what ended at `next`?
bool goes_on(uint32_t next, const Packet& p) {
  const int32_t ahead = distance(next, p.seq + std::min(p.payload_wire, kMaxSegment));
  return ahead > 1 || ahead < -kShakeReach;
}

}  // namespace

StreamStats& StreamStats::operator+=(const StreamStats& o) {
  connections += o.connections;
  evicted += o.evicted;
  gaps += o.gaps;
  gap_bytes += o.gap_bytes;
  gave_up += o.gave_up;
  early += o.early;
  repeated += o.repeated;
  differing += o.differing;
  keep_alives += o.keep_alives;
  strays += o.strays;
  stray_bytes += o.stray_bytes;
  untracked += o.untracked;
  return *this;
}

Streams::Streams(StreamReaders& readers, const StreamLimits& limits)
    : readers_(readers),
      limits_(limits),
      track_(limits.tracked),
      connections_(limits.connections),
      pool_(limits.direction_bytes, limits.total_bytes) {
  limits_.direction_bytes = pool_.window_bytes();
}

StreamStats Streams::stats() const {
  StreamStats out = stats_;
  out.untracked = track_.forgotten();
  return out;
}

uint32_t Streams::feed(const Packet& packet, uint32_t conversation) {
  if (packet.protocol != packet::proto::tcp || packet.is_later_fragment()) return 0;
  const Tuple tuple(packet);
  uint32_t seen = 0;
  const uint32_t at = find(tuple, packet, seen);
  if (at == kNone) return tcp_seen::reset_stray;
  Tracked& t = track_[at];
  const Side side = t.side(tuple.from_low);
  if (packet.payload_wire != 0 && t.reading != Tracked::Reading::none && !accepts(at, side, packet))
    return seen | watch(t, side, packet);
  seen |= watch(t, side, packet);
  if (t.reading == Tracked::Reading::open ||
      (packet.payload_wire != 0 && t.reading != Tracked::Reading::ignored))
    read(at, side, packet, conversation);
  track_.touch(at, rank(t));
  return seen;
}

// Payload after the end: false where it was sent before. Else the end was forged, or the handshake of another
// connection was missed: it is read as a new one.
bool Streams::accepts(uint32_t tracked, Side side, const Packet& packet) {
  Tracked& t = track_[tracked];
  const bool open = t.reading == Tracked::Reading::open;
  if (t.reading == Tracked::Reading::ignored || (open && !connections_[t.stream].reset_by(side))) return true;
  const bool more = goes_on(t.sender[side].next, packet);
  if (open && more) give_up(tracked);
  return open || more;
}

// The packet's connection; a new one where there is none. Resets open none.
uint32_t Streams::find(const Tuple& tuple, const Packet& packet, uint32_t& seen) {
  const bool syn = (packet.tcp_flags & flag::syn) != 0;
  uint32_t at = track_.find(tuple);
  if (at != kNone && (!syn || belongs(track_[at], track_[at].side(tuple.from_low), packet))) return at;
  if (at != kNone) {
    seen |= tcp_seen::reused_ports;
  } else {
    if ((packet.tcp_flags & flag::rst) != 0) return kNone;
    at = track_.place(tuple);
  }
  if (track_.is_used(at)) {
    const Tracked& old = track_[at];
    stats_.evicted += old.reading == Tracked::Reading::open && !old.tuple.same(tuple);
    give_up(at);
  }
  begin(at, tuple, packet);
  return at;
}

void Streams::begin(uint32_t tracked, const Tuple& tuple, const Packet& packet) {
  Tracked& t = track_.take(tracked, tuple);
  t.client_known = (packet.tcp_flags & flag::syn) != 0;
  const bool from_server = (packet.tcp_flags & flag::ack) != 0;
  t.client_is_low = t.client_known ? tuple.from_low != from_server : guess_client_is_low(tuple);
}

// Its place is needed for another.
void Streams::give_up(uint32_t tracked) {
  Tracked& t = track_[tracked];
  if (t.reading != Tracked::Reading::open) return;
  const uint32_t at = t.stream;
  finish(at, connections_[at].last);
  settle(at);
}

void Streams::read(uint32_t tracked, Side side, const Packet& packet, uint32_t conversation) {
  Tracked& t = track_[tracked];
  const uint32_t at =
      t.reading == Tracked::Reading::open ? t.stream : open(tracked, side, packet, conversation);
  if (t.reading != Tracked::Reading::open) return;
  Connection& c = connections_[at];
  if (!c.reset) connections_.touch(at);
  c.last = {packet.time, packet.ref};
  if (expected(c, side, packet)) return settle(at);
  advance(at, side, packet);
}

// Connections that were reset come first: what was still on its way from the other side has arrived by now.
void Streams::make_room(Time now) {
  for (uint32_t at = connections_.oldest(); at != kNone; at = connections_.oldest()) {
    const Connection& c = connections_[at];
    const bool over = c.reset && now - c.last.time > kLinger;
    if (!over && !connections_.full()) return;
    stats_.evicted += !c.reset;
    give_up(c.tracked);
  }
}

uint32_t Streams::open(uint32_t tracked, Side side, const Packet& packet, uint32_t conversation) {
  make_room(packet.time);
  Tracked& t = track_[tracked];
  const uint32_t at = connections_.insert(tracked);
  Connection& c = connections_[at];
  const bool first = t.reading == Tracked::Reading::none;
  const Sender& from = t.sender[side];
  const int32_t ahead = distance(from.start, packet.seq);
  const bool fits = !from.syn || (ahead >= -1 && ahead <= kShakeReach);
  for (const Side s : {from_client, from_server}) {
    if (first && fits && t.sender[s].syn) c.half[s].start_at(t.sender[s].start);
  }
  t.client_known = t.client_known && first;
  t.reading = Tracked::Reading::open;
  t.stream = at;
  c.reader = readers_.open(endpoints(t), conversation);
  ++stats_.connections;
  settle(at);
  return at;
}

// The usual case, in short: the next bytes, whole, in a connection without holes.
bool Streams::expected(Connection& c, Side side, const Packet& packet) {
  Half& half = c.half[side];
  Half& back = c.half[other(side)];
  if ((packet.tcp_flags & (flag::syn | flag::fin | flag::rst)) != 0 || !half.started ||
      half.next != packet.seq || half.ended || half.fin_seen || half.window != ReorderPool::kNone ||
      back.window != ReorderPool::kNone || packet.payload.size() != packet.payload_wire) {
    return false;
  }
  pass(c, side, packet.payload, c.last);
  if ((packet.tcp_flags & flag::ack) != 0 && back.started && near(back.next, packet.ack, kFarOff))
    back.note_ack(packet.ack);
  return true;
}

void Streams::advance(uint32_t at, Side side, const Packet& packet) {
  Connection& c = connections_[at];
  Half& half = c.half[side];
  const uint32_t seq = packet.seq + ((packet.tcp_flags & flag::syn) != 0);
  const uint32_t size = std::min(packet.payload_wire, kMaxSegment);
  const bool fin = (packet.tcp_flags & flag::fin) != 0;
  if (!half.started && (size != 0 || fin)) half.start_at(seq);
  if (size != 0 && !half.ended) {
    const Bytes bytes = packet.payload.sub(0, size);
    payload(at, side, {seq, bytes, size - static_cast<uint32_t>(bytes.size()), c.last});
  }
  if ((packet.tcp_flags & flag::ack) != 0) acknowledge(at, other(side), packet.ack, c.last);
  if (fin && distance(half.next, seq + size) >= 0) {
    half.fin_seen = true;
    half.fin = seq + size;
  }
  if (half.fin_seen && half.fin == half.next) end(c, side, c.last);
  // Forged resets do not end the reading: receivers want exactly the next number (RFC 5961 section 3.2). What
  // the other side had sent by then is still on its way.
  if ((packet.tcp_flags & flag::rst) != 0 && (!half.started || near(half.next, seq, 2))) {
    flush(at, side, c.last);
    end(c, side, c.last);
    c.reset = true;
    connections_.demote(at);
  }
  settle(at);
}

void Streams::pass(Connection& c, Side side, Bytes bytes, const Stamp& stamp) {
  if (bytes.empty()) return;
  c.half[side].next += static_cast<uint32_t>(bytes.size());
  c.half[side].stray_seen = false;
  if (c.reader) c.reader->data(side, bytes, stamp);
}

void Streams::gap(Connection& c, Side side, uint32_t missing, const Stamp& stamp) {
  if (missing == 0) return;
  ++stats_.gaps;
  stats_.gap_bytes += missing;
  c.half[side].next += missing;
  if (c.reader) c.reader->gap(side, missing, stamp);
}

void Streams::end(Connection& c, Side side, const Stamp& stamp) {
  if (c.half[side].ended) return;
  c.half[side].ended = true;
  if (c.half[side].window != ReorderPool::kNone) {  // bytes beyond the end are nobody's
    ++stats_.strays;
    pool_.give_back(c.half[side].window);
    c.half[side].window = ReorderPool::kNone;
  }
  if (c.reader) c.reader->end(side, stamp);
}

// Both directions are over.
void Streams::finish(uint32_t at, const Stamp& stamp) {
  Connection& c = connections_[at];
  for (const Side side : {from_client, from_server}) {
    flush(at, side, stamp);
    end(c, side, stamp);
  }
}

// After a step: of a connection that is over, or that nobody wants to read, only the headers are kept on, so
// that what still comes is not taken for a new one.
void Streams::settle(uint32_t at) {
  Connection& c = connections_[at];
  const bool over = c.half[from_client].ended && c.half[from_server].ended;
  if (!over && c.reader && c.reader->interested()) return;
  for (const Half& half : c.half) {
    if (half.window != ReorderPool::kNone) pool_.give_back(half.window);
  }
  Tracked& t = track_[c.tracked];
  t.reading = over ? Tracked::Reading::closed : Tracked::Reading::ignored;
  t.stream = kNone;
  connections_.remove(at);
}

void Streams::close() {
  for (uint32_t at = connections_.oldest(); at != kNone;) {
    const uint32_t next = connections_[at].newer;
    finish(at, connections_[at].last);
    settle(at);
    at = next;
  }
}

}  // namespace culprit::flow
