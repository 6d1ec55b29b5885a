// TCP connections as far as headers tell, in a table of fixed size.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "base/address.h"
#include "base/time.h"
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

/// Sequence numbers are raw and wrap; they are compared by signed distance (RFC 9293 section 3.4).
inline int32_t distance(uint32_t from, uint32_t to) { return static_cast<int32_t>(to - from); }
inline bool near(uint32_t a, uint32_t b, int32_t reach) {
  return distance(a, b) > -reach && distance(a, b) < reach;
}
inline Side other(Side side) { return side == from_client ? from_server : from_client; }

/// What one side of a connection has sent, by its headers.
struct Sender {
  struct Hole {
    uint32_t begin = 0, end = 0;
  };
  static constexpr uint8_t kUnknown = 0xff;  ///< no SYN of it was seen
  static constexpr uint8_t kNoScale = 0xfe;

  uint32_t start = 0;        ///< sequence number of its first byte, where `syn` is set
  uint32_t next = 0;         ///< of the byte behind the last one seen
  uint32_t contiguous = 0;   ///< everything before this was seen
  uint32_t ack = 0;          ///< what it last acknowledged
  uint32_t window = 0;       ///< what it last had room for, scaled
  uint16_t ip_id = 0;        ///< of its last packet
  uint8_t scale = kUnknown;  ///< of its window (RFC 7323)
  uint8_t same_acks = 0;     ///< repeated acknowledgements in a row
  bool seen = false;         ///< it sent anything: `next` is valid
  bool acked = false;        ///< `ack` and `window` are valid
  bool syn = false, fin = false, data = false;
  bool keeps_alive = false, probes = false;  ///< its last packet was a keep-alive, a zero window probe
  std::array<Hole, 2> holes{};               ///< the latest stretches that were passed over
  Time next_at, ack_at;                      ///< when `next` and `ack` were last told

  unsigned shift() const { return scale >= kNoScale ? 0 : scale; }
};

/// One connection.
struct Tracked {
  enum class Reading : uint8_t { none, open, ignored, closed };

  Tuple tuple;
  Sender sender[2];  ///< by Side
  Time syn_at;
  int64_t round_trip = 0;        ///< ns from SYN to the end of the handshake; 0 = not seen
  uint32_t stream = UINT32_MAX;  ///< where its bytes are put in order, while `reading` is open
  Reading reading = Reading::none;
  bool client_is_low = true;
  bool client_known = false;  ///< from the handshake, not guessed

  Side side(bool from_low) const { return from_low == client_is_low ? from_client : from_server; }
};

/// The table: sets of eight, so that a look-up reads one line of it, whatever keys an attacker chooses. In a
/// full set those go first that only one side ever spoke in, so a flood of SYNs, or of anything with forged
/// senders, pushes out itself.
class Conntrack {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  /// How much a connection is worth keeping.
  enum Rank : uint32_t { attempt = 0, one_sided_data = 1, both_sides = 2, reading = 3 };

  /// Room for `limit` connections, rounded up to sets. Memory is touched as it is used.
  explicit Conntrack(uint32_t limit);
  /// This packet comes soon: has the memory it needs fetched meanwhile.
  void expect(const packet::Packet& p) const { __builtin_prefetch(&ways_[set_of(Tuple(p))]); }
  uint32_t find(const Tuple& tuple) const {
    const uint32_t tag = tag_of(tuple);
    for (uint32_t at = set_of(tuple), end = at + kWays; at < end; ++at) {
      if (ways_[at].tag == tag && ways_[at].used != 0 && entries()[at].tuple.same(tuple)) return at;
    }
    return kNone;
  }
  /// The place for a connection that is not there. One that is in use has to be given up by the caller first.
  uint32_t place(const Tuple& tuple) const;
  bool is_used(uint32_t at) const { return ways_[at].used != 0; }
  /// A new connection at `at`, in the place of the one that was there.
  Tracked& take(uint32_t at, const Tuple& tuple);
  /// It was used now.
  void touch(uint32_t at, Rank rank) {
    if (++clock_ > kClock) age();
    ways_[at].used = rank << 30 | clock_;
  }
  Tracked& operator[](uint32_t at) { return entries()[at]; }
  /// How many gave way to others.
  uint64_t forgotten() const { return forgotten_; }

 private:
  static constexpr size_t kWays = 8;
  static constexpr uint32_t kClock = (1u << 30) - 1;
  struct Way {
    uint32_t tag = 0;
    uint32_t used = 0;  // the rank in the highest two bits, then when; 0 = free
  };
  void age();
  static uint32_t tag_of(const Tuple& tuple) { return static_cast<uint32_t>(tuple.hash >> 32); }
  uint32_t set_of(const Tuple& tuple) const {
    return (static_cast<uint32_t>(tuple.hash) & set_mask_) * kWays;
  }
  Tracked* entries() const { return std::launder(reinterpret_cast<Tracked*>(storage_.get())); }

  uint32_t set_mask_;
  std::vector<Way> ways_;
  std::unique_ptr<std::byte[]> storage_;  // of Tracked, each made by take()
  uint32_t clock_ = 0;
  uint64_t forgotten_ = 0;
};

}  // namespace culprit::flow
