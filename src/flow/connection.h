// One TCP connection while its bytes are put in order.
#pragma once
#include <cstdint>
#include <memory>

#include "flow/conntrack.h"
#include "flow/reorder.h"
#include "flow/stream.h"

namespace culprit::flow {

/// One direction of it.
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

inline void Half::note_ack(uint32_t ack) {
  if (!acked_known || distance(acked, ack) > 0) acked = ack;
  acked_known = true;
}

struct Connection {
  Half half[2];  ///< by Side
  Stamp last;
  std::unique_ptr<StreamReader> reader;
  uint32_t tracked = UINT32_MAX;  ///< its place in Conntrack
  uint64_t epoch = 0;             ///< when it was last moved to the front
  uint32_t newer = UINT32_MAX, older = UINT32_MAX;
  bool reset = false;  ///< by one of the sides, whose half has ended

  bool reset_by(Side side) const { return reset && half[side].ended; }
};

}  // namespace culprit::flow
