// The part of Streams that puts the bytes of one direction in order.
#include <algorithm>

#include "flow/streams.h"

namespace culprit::flow {

void Streams::Segment::skip(uint32_t count) {
  const auto captured = static_cast<uint32_t>(bytes.size());
  seq += count;
  bytes = bytes.sub(count);
  if (count > captured) missing -= std::min(missing, count - captured);
}

void Streams::payload(uint32_t at, Side side, Segment segment) {
  Half& half = connections_[at].half[side];
  if (segment.size() <= 1 && segment.seq == half.next - 1) {
    ++stats_.keep_alives;
    return;
  }
  if (segment.seq != half.next && !believable(half, segment)) return;
  stats_.early += distance(half.next, segment.seq) > 0;
  place(at, side, segment);
}

void Streams::place(uint32_t at, Side side, Segment segment) {
  Half& half = connections_[at].half[side];
  if (const int32_t behind = distance(segment.seq, half.next); behind > 0) {
    ++stats_.repeated;
    if (static_cast<uint32_t>(behind) >= segment.size()) return;
    segment.skip(static_cast<uint32_t>(behind));
  }
  if (segment.seq == half.next)
    in_order(at, side, segment);
  else
    hold(at, side, segment);
}

bool Streams::believable(Half& half, const Segment& segment) {
  const int32_t ahead = distance(half.next, segment.seq);
  if (ahead > -kFarOff && ahead < kFarOff) return true;
  if (half.stray_seen && segment.seq == half.stray && ahead > 0) return true;
  ++stats_.strays;
  stats_.stray_bytes += segment.size();
  half.stray_seen = true;
  half.stray = segment.seq + segment.size();
  return false;
}

void Streams::in_order(uint32_t at, Side side, Segment& segment) {
  Connection& c = connections_[at];
  Half& half = c.half[side];
  while (half.window != ReorderPool::kNone && !segment.bytes.empty()) {
    Window& window = pool_[half.window];
    const uint32_t free = window.front().begin - half.next;
    const Bytes part = segment.bytes.sub(0, free);
    pass(c, side, part, segment.stamp);
    segment.skip(static_cast<uint32_t>(part.size()));
    if (part.size() < free || segment.bytes.empty()) break;
    // First bytes win: what is held comes before what this segment says about the same place.
    ++stats_.repeated;
    stats_.differing += window.differs(half.next, segment.seq, segment.bytes);
    const uint32_t before = half.next;
    drain(at, side);
    segment.skip(std::min(half.next - before, segment.size()));
  }
  pass(c, side, segment.bytes, segment.stamp);
  drain(at, side);
  // What the snapshot length cut off, unless held bytes have filled it meanwhile.
  const int32_t cut = distance(half.next, segment.seq + segment.size());
  if (segment.missing != 0 && cut > 0 && half.window == ReorderPool::kNone) {
    gap(c, side, static_cast<uint32_t>(cut), segment.stamp);
  }
}

// The segment lies ahead: it is kept, unless the hole before it is known to stay or there is no room.
void Streams::hold(uint32_t at, Side side, const Segment& segment) {
  Connection& c = connections_[at];
  Half& half = c.half[side];
  const bool lost = half.acked_known && distance(segment.seq, half.acked) >= 0;
  const bool wide = distance(half.next, segment.seq) + static_cast<int64_t>(segment.bytes.size()) >
                    static_cast<int64_t>(limits_.direction_bytes);
  if (segment.bytes.empty() && !lost && !wide) return;  // nothing to keep: its place shows up as a hole
  if (half.window == ReorderPool::kNone && !lost && !wide) half.window = borrow(at, side);
  if (half.window != ReorderPool::kNone && !wide) {
    const Window::Taken taken = pool_[half.window].take(half.next, segment.seq, segment.bytes, segment.stamp);
    stats_.repeated += taken.repeated;
    stats_.differing += taken.differs;
    if (taken.fits && lost) acknowledge(at, side, half.acked, segment.stamp);
    if (taken.fits) return;
  }
  // The oldest hole is given up, which may make room; each turn of this recursion ends one hole.
  stats_.gave_up += !lost;
  if (half.window != ReorderPool::kNone)
    skip_hole(at, side, segment.stamp);
  else
    gap(c, side, segment.seq - half.next, segment.stamp);
  place(at, side, segment);
}

// A window; where all are lent, that of who has had one for longest.
uint32_t Streams::borrow(uint32_t at, Side side) {
  if (const uint32_t window = pool_.lend(at, side); window != ReorderPool::kNone) return window;
  const ReorderPool::Owner oldest = pool_.oldest();
  ++stats_.gave_up;
  flush(oldest.connection, oldest.side, connections_[oldest.connection].last);
  if (oldest.connection != at) settle(oldest.connection);
  return pool_.lend(at, side);
}

// Passes on held bytes whose turn has come.
void Streams::drain(uint32_t at, Side side) {
  Connection& c = connections_[at];
  Half& half = c.half[side];
  while (half.window != ReorderPool::kNone) {
    Window& window = pool_[half.window];
    if (window.empty()) {
      pool_.give_back(half.window);
      half.window = ReorderPool::kNone;
      return;
    }
    const Window::Range front = window.front();
    if (distance(half.next, front.begin) > 0) return;
    if (const uint32_t old = half.next - front.begin; old != 0) {
      window.consume(std::min(old, front.size));
      continue;
    }
    const Bytes bytes = window.front_bytes();
    pass(c, side, bytes, front.stamp);
    window.consume(static_cast<uint32_t>(bytes.size()));
  }
}

// The other side has all bytes of `side` before `ack`: holes before it will not be filled.
void Streams::acknowledge(uint32_t at, Side side, uint32_t ack, const Stamp& stamp) {
  Connection& c = connections_[at];
  Half& half = c.half[side];
  if (!half.started || !near(half.next, ack, kFarOff)) return;
  half.note_ack(ack);
  while (half.window != ReorderPool::kNone && distance(pool_[half.window].front().begin, half.acked) >= 0) {
    skip_hole(at, side, stamp);
  }
}

// Declares the hole before the first held bytes a gap and passes these on.
void Streams::skip_hole(uint32_t at, Side side, const Stamp& stamp) {
  Connection& c = connections_[at];
  gap(c, side, pool_[c.half[side].window].front().begin - c.half[side].next, stamp);
  drain(at, side);
}

void Streams::flush(uint32_t at, Side side, const Stamp& stamp) {
  while (connections_[at].half[side].window != ReorderPool::kNone) skip_hole(at, side, stamp);
}

}  // namespace culprit::flow
