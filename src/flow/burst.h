// One run of packets in one direction, without a pause: the shape from which a flood is told.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "base/time.h"
#include "flow/payload.h"
#include "flow/tcp_mix.h"
#include "packet/packet.h"

namespace culprit::flow {

/// A pause longer than this ends a run (a flood ordered again is another flood).
inline constexpr int64_t kPause = 2 * kSecond;
/// ... and of few packets that nobody answers.
inline constexpr int64_t kLongPause = 20 * kSecond;

/// How many different values were seen, for few exactly, for many by linear counting (Whang et al. 1990) in
/// 256 bits.
class Ports {
 public:
  void add(uint16_t port) {
    if (many_) return mark(port);
    for (unsigned i = 0; i < seen_; ++i) {
      if (few_[i] == port) return;
    }
    add_new(port);
  }
  void merge(const Ports& other);
  /// Estimate; exact up to 4. Saturates near 1,400.
  unsigned count() const;
  /// The ports themselves while there are at most four, in the order seen.
  const std::array<uint16_t, 4>& few() const { return few_; }
  unsigned few_count() const { return many_ ? 0 : seen_; }

 private:
  void add_new(uint16_t port);
  void mark(uint16_t port) {
    const unsigned bit = hash(port);
    bits_[bit >> 6] |= uint64_t{1} << (bit & 63);
  }
  /// Eight bits; scatters neighbours as well as chance would.
  static unsigned hash(uint16_t port) {
    const uint32_t h = (port + 1u) * 0x9e3779b1u;
    return ((h ^ h >> 15) * 0x85ebca77u) >> 24;
  }
  std::array<uint16_t, 4> few_{};
  uint8_t seen_ = 0;
  bool many_ = false;
  std::array<uint64_t, 4> bits_{};  ///< of all, once there are many
};

/// The most frequent sizes of whole datagrams: the first four different ones are counted, the rest together.
struct Sizes {
  std::array<uint32_t, 4> size{};
  std::array<uint64_t, 4> count{};
  uint64_t other = 0;
  void add(uint32_t value, uint64_t times = 1) {
    for (size_t i = 0; i < 4; ++i) {
      if (count[i] == 0) size[i] = value;
      if (size[i] == value) {
        count[i] += times;
        return;
      }
    }
    other += times;
  }
  void merge(const Sizes& more);
  uint64_t total() const { return count[0] + count[1] + count[2] + count[3] + other; }
  /// Share of datagrams that have one of the (at most) three most frequent sizes.
  double top_share() const;
  /// The most frequent size.
  uint32_t mode() const;
};

/// A few packets on their way from one conversation to another.
struct Parcel {
  Time first;
  FrameRef first_ref;
  uint64_t packets = 0, bytes = 0, payload_bytes = 0;
  void add(const packet::Packet& p);
};

/// What every packet changes stands first, in a few lines of the processor's cache.
struct Burst {
  Time last;
  FrameRef last_ref;
  uint64_t packets = 0, bytes = 0;
  uint64_t datagrams = 0;      ///< unfragmented packets and first fragments
  uint64_t payload_bytes = 0;  ///< on the wire

 private:
  int64_t window_ = 0;
  uint64_t window_packets_ = 0, window_bytes_ = 0;

 public:
  uint64_t peak_packets = 0, peak_bytes = 0;  ///< of the fullest window of kWindow
  Sizes sizes;
  TcpMix tcp;  ///< of TCP
  Ports src_ports, dst_ports;
  uint64_t fragments = 0;  ///< frames that are a fragment, first ones included
  uint64_t first_fragments = 0;
  Time first;
  FrameRef first_ref;
  Nature nature;

  static constexpr int kWindowShift = 28;  ///< windows of 2^28 ns = 0.268 s for peak rates
  static constexpr double kWindow = 0.268435456;

  bool empty() const { return packets == 0; }
  int64_t length() const { return last - first; }
  /// Packets a second: over its length, for runs of more than one packet.
  double rate() const;
  double peak_pps() const;
  double peak_bps() const;
  void add(const packet::Packet& p, bool look_at_payload, HistogramPool& pool);
  /// The same for whole packets and later fragments of one protocol in the window of the last one, in the order
  /// of their times.
  void add(std::span<const packet::Packet> alike, bool look_at_payload, HistogramPool& pool);
  /// Later fragments that were counted elsewhere come in, or go out.
  void take(const Parcel& parcel);
  void release(const Parcel& parcel);
  /// Joins a run of the same pair and direction that overlaps or follows without a pause.
  void merge(const Burst& other, HistogramPool& pool, const HistogramPool& other_pool);

 private:
  double over_time(uint64_t total, uint64_t peak) const;
};

}  // namespace culprit::flow
