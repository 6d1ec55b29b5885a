// Bytes of a TCP direction that came before their turn.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "flow/stream.h"

namespace culprit::flow {

/// The bytes beyond a hole, at their place in a ring indexed by sequence number. What was there first stays.
class Window {
 public:
  /// A stretch of bytes that one segment brought.
  struct Range {
    uint32_t begin = 0, size = 0;
    Stamp stamp;
    uint32_t end() const { return begin + size; }
  };
  struct Taken {
    bool fits = true;       ///< false: beyond the ring, or in too many pieces; nothing was taken
    bool repeated = false;  ///< some bytes were held already
    bool differs = false;   ///< ... and were not the same
  };

  explicit Window(uint32_t size) : size_(size), ring_(std::make_unique<uint8_t[]>(size)) {}
  bool empty() const { return ranges_.empty(); }
  const Range& front() const { return ranges_.front(); }
  /// Drops the first `count` bytes of the first range (all of it: the range).
  void consume(uint32_t count);
  void clear() { ranges_.clear(); }

  /// Keeps what is new of a segment at `seq`, where `next` is the byte that is expected.
  Taken take(uint32_t next, uint32_t seq, Bytes bytes, const Stamp& stamp);
  /// True if `bytes` at `seq` contradict what is held.
  bool differs(uint32_t next, uint32_t seq, Bytes bytes) const;
  /// The first range's bytes as far as they lie in one piece.
  Bytes front_bytes() const { return contiguous(front().begin, front().size); }

 private:
  static constexpr size_t kMaxRanges = 128;
  Bytes contiguous(uint32_t seq, uint32_t size) const;
  bool equals(uint32_t seq, Bytes bytes) const;
  void copy(uint32_t seq, Bytes bytes);

  uint32_t size_;  // a power of two
  std::unique_ptr<uint8_t[]> ring_;
  std::vector<Range> ranges_;  // in order, not overlapping
};

/// A limited number of windows for all connections.
class ReorderPool {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  /// `window_bytes` is rounded up to a power of two.
  ReorderPool(size_t window_bytes, size_t total_bytes);

  /// A window for (connection, side), or kNone when all are taken.
  uint32_t lend(uint32_t connection, Side side);
  void give_back(uint32_t window);
  size_t window_bytes() const { return window_bytes_; }
  Window& operator[](uint32_t window) { return slots_[window].window; }

  struct Owner {
    uint32_t connection = kNone;
    Side side = from_client;
  };
  /// Who has had a window for the longest time.
  Owner oldest() const;

 private:
  struct Slot {
    explicit Slot(uint32_t size) : window(size) {}
    Window window;
    Owner owner;
    uint64_t since = 0;
  };
  uint32_t window_bytes_;
  size_t max_windows_;
  uint64_t lent_ = 0;
  std::vector<Slot> slots_;
  std::vector<uint32_t> free_;
};

}  // namespace culprit::flow
