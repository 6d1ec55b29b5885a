#include "flow/streams.h"

#include <algorithm>

namespace culprit::flow {
namespace {

using packet::Packet;
namespace flag = packet::tcp_flag;

constexpr uint32_t kNone = Connections::kNone;
// A handshake whose first bytes would be further away than this belonged to an earlier connection of the same
// ends.
constexpr int32_t kShakeReach = 1 << 20;
// Offload may build segments larger than IP allows, but not this large.
constexpr uint32_t kMaxSegment = 1 << 20;

Side side_of(const Connection& c, bool from_low) {
  return from_low == c.client_is_low ? from_client : from_server;
}

// Without a handshake: the end with the smaller port is taken for the server; with equal ports the one that
// speaks first is the client.
bool guess_client_is_low(const Tuple& t) {
  return t.low_port == t.high_port ? t.from_low : t.low_port > t.high_port;
}

Endpoints endpoints(const Tuple& t, bool client_is_low, bool known) {
  if (client_is_low) return {t.low, t.high, t.low_port, t.high_port, known};
  return {t.high, t.low, t.high_port, t.low_port, known};
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
  handshakes_forgotten += o.handshakes_forgotten;
  return *this;
}

Streams::Streams(StreamReaders& readers, const StreamLimits& limits)
    : readers_(readers),
      limits_(limits),
      connections_(limits.connections),
      pool_(limits.direction_bytes, limits.total_bytes) {
  limits_.direction_bytes = pool_.window_bytes();
}

StreamStats Streams::stats() const {
  StreamStats out = stats_;
  out.handshakes_forgotten = handshakes_.forgotten();
  return out;
}

void Streams::feed(const Packet& packet, uint32_t conversation) {
  if (packet.protocol != packet::proto::tcp || packet.is_later_fragment()) return;
  const Tuple tuple(packet);
  uint32_t at = connections_.find(tuple);
  if ((packet.tcp_flags & flag::syn) != 0) at = handshake(tuple, packet, at);
  if (at == kNone) {
    if (packet.payload_wire == 0) return;
    at = open(tuple, packet, conversation);
  }
  if (goes_on(tuple, packet, connections_[at])) {
    connections_.remove(at);
    at = open(tuple, packet, conversation);
  }
  connections_.touch(at);
  Connection& c = connections_[at];
  if (c.state != Connection::State::open) return;
  c.last = {packet.time, packet.ref};
  if (expected(c, side_of(c, tuple.from_low), packet)) return settle(at);
  advance(at, side_of(c, tuple.from_low), packet);
}

// New payload in a connection that was over: its end was forged, or the next one's handshake was missed.
bool Streams::goes_on(const Tuple& tuple, const Packet& packet, const Connection& c) {
  if (c.state != Connection::State::closed || packet.payload_wire == 0) return false;
  const Half& half = c.half[side_of(c, tuple.from_low)];
  const int32_t ahead = distance(half.next, packet.seq + std::min(packet.payload_wire, kMaxSegment));
  return half.started && (ahead > 1 || ahead < -kShakeReach);
}

// A SYN that does not belong to the connection of the same ends replaces it.
uint32_t Streams::handshake(const Tuple& tuple, const Packet& packet, uint32_t at) {
  if (at != kNone) {
    Connection& c = connections_[at];
    if (belongs(c, side_of(c, tuple.from_low), packet)) return at;
    finish(at, {packet.time, packet.ref});
    connections_.remove(at);
  }
  handshakes_.note(tuple, packet);
  return kNone;
}

bool Streams::belongs(Connection& c, Side side, const Packet& syn) const {
  Half& half = c.half[side];
  const Half& back = c.half[other(side)];
  if (half.started) return half.start == syn.seq + 1;
  // The SYN-ACK after payload that came with the SYN (RFC 7413), or captured late.
  const bool answers = (syn.tcp_flags & flag::ack) != 0 && back.started &&
                       distance(back.start, syn.ack) >= 0 && distance(syn.ack, back.next) >= 0;
  if (answers) half.start_at(syn.seq + 1);
  return answers;
}

uint32_t Streams::open(const Tuple& tuple, const Packet& packet, uint32_t conversation) {
  if (const uint32_t victim = connections_.victim(tuple); victim != kNone) {
    stats_.evicted += connections_[victim].state == Connection::State::open;
    finish(victim, connections_[victim].last);
    connections_.remove(victim);
  }
  const uint32_t at = connections_.insert(tuple);
  Connection& c = connections_[at];
  const Handshakes::Entry* shake = handshakes_.find(tuple);
  const bool known = shake != nullptr;
  c.client_is_low = known ? shake->client_is_low : guess_client_is_low(tuple);
  begin(c, shake, packet);
  if (known) handshakes_.forget(tuple);
  c.reader = readers_.open(endpoints(tuple, c.client_is_low, known), conversation);
  ++stats_.connections;
  settle(at);
  return at;
}

void Streams::begin(Connection& c, const Handshakes::Entry* shake, const Packet& packet) const {
  if (shake == nullptr) return;
  const bool client_sends = c.tuple.from_low == c.client_is_low;
  const uint32_t expected = client_sends ? shake->client_start : shake->server_start;
  const bool known = client_sends ? shake->client_known : shake->server_known;
  const int32_t ahead = distance(expected, packet.seq);
  if (known && (ahead < -1 || ahead > kShakeReach)) return;
  if (shake->client_known) c.half[from_client].start_at(shake->client_start);
  if (shake->server_known) c.half[from_server].start_at(shake->server_start);
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
  // Forged resets do not end the reading: receivers want exactly the next number (RFC 5961 section 3.2).
  const bool reset = (packet.tcp_flags & flag::rst) != 0;
  if (reset && (!half.started || near(half.next, seq, 2))) finish(at, c.last);
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
  if (c.state != Connection::State::open) return;
  for (const Side side : {from_client, from_server}) {
    flush(at, side, stamp);
    end(c, side, stamp);
  }
}

// After a step: a connection that is over, or that nobody wants to read, keeps its place in the table (so
// that what still comes is not taken for a new one) but nothing else.
void Streams::settle(uint32_t at) {
  Connection& c = connections_[at];
  if (c.state != Connection::State::open) return;
  if (c.half[from_client].ended && c.half[from_server].ended) {
    release(c);
    c.state = Connection::State::closed;
    connections_.demote(at);
  } else if (!c.reader || !c.reader->interested()) {
    release(c);
    c.state = Connection::State::ignored;
  }
}

void Streams::release(Connection& c) {
  c.reader.reset();
  for (Half& half : c.half) {
    if (half.window != ReorderPool::kNone) pool_.give_back(half.window);
    half.window = ReorderPool::kNone;
  }
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
