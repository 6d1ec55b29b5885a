// One TCP connection while its bytes are put in order.
#pragma once
#include <cstdint>
#include <memory>

#include "base/address.h"
#include "flow/reorder.h"
#include "flow/stream.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Both ends of a packet, the same for both directions: `low` is the end that compares lower.
struct Tuple {
  Address low, high;
  uint16_t low_port = 0, high_port = 0;
  bool from_low = true;  ///< the packet's sender is `low`; no part of the key
  uint64_t hash = 0;

  explicit Tuple(const packet::Packet& p) { set(p); }
  Tuple() = default;
  bool same(const Tuple& o) const {
    return low == o.low && high == o.high && low_port == o.low_port && high_port == o.high_port;
  }

 private:
  static bool less(const packet::Packet& p) {
    if (p.src.lo != p.dst.lo) return p.src.lo < p.dst.lo;
    if (p.src_port != p.dst_port) return p.src_port < p.dst_port;
    return p.src.hi <= p.dst.hi;
  }
  void set(const packet::Packet& p) {
    from_low = less(p);
    low = from_low ? p.src : p.dst;
    high = from_low ? p.dst : p.src;
    low_port = from_low ? p.src_port : p.dst_port;
    high_port = from_low ? p.dst_port : p.src_port;
    const uint64_t ports = uint64_t{low_port} << 16 | high_port;
    hash = mix(low.lo + low.hi * 0x9e3779b97f4a7c15ULL,
               high.lo + high.hi * 0xc2b2ae3d27d4eb4fULL + (ports << 32));
  }
};

/// One direction of a connection. Sequence numbers are raw and wrap; they are compared by signed distance
/// (RFC 9293 section 3.4).
struct Half {
  uint32_t start = 0;  ///< of its first byte
  uint32_t next = 0;   ///< of the byte that is expected
  uint32_t acked = 0;  ///< the other side has everything before this
  uint32_t fin = 0;    ///< where it ends, if `fin_seen`
  uint32_t stray = 0;  ///< where a segment far off ended: one that goes on there is believed
  uint32_t window = ReorderPool::kNone;  ///< where bytes that came too early are kept
  bool started = false, acked_known = false, fin_seen = false, stray_seen = false, ended = false;

  void start_at(uint32_t seq) {
    start = next = seq;
    started = true;
  }
  void note_ack(uint32_t ack);
};

/// A sequence number further off than this is believed only when another segment continues it: a forged one
/// must not make the true bytes look old, and a long loss in the capture must not end the reading.
inline constexpr int32_t kFarOff = 16 << 20;

inline int32_t distance(uint32_t from, uint32_t to) { return static_cast<int32_t>(to - from); }
inline bool near(uint32_t a, uint32_t b, int32_t reach) {
  return distance(a, b) > -reach && distance(a, b) < reach;
}
inline Side other(Side side) { return side == from_client ? from_server : from_client; }

inline void Half::note_ack(uint32_t ack) {
  if (!acked_known || distance(acked, ack) > 0) acked = ack;
  acked_known = true;
}

struct Connection {
  enum class State : uint8_t { open, ignored, closed };

  Tuple tuple;
  Half half[2];  ///< by Side
  Stamp last;
  std::unique_ptr<StreamReader> reader;  ///< null unless open
  uint64_t epoch = 0;                    ///< when it was last moved to the front
  uint32_t newer = UINT32_MAX, older = UINT32_MAX;
  bool client_is_low = true;
  State state = State::open;
};

}  // namespace culprit::flow
