// Bounded TCP reassembly: packets in, each direction's bytes in order out.
#pragma once
#include <cstddef>
#include <cstdint>

#include "flow/connections.h"
#include "flow/conntrack.h"
#include "flow/reorder.h"
#include "flow/stream.h"

namespace culprit::flow {

struct StreamLimits {
  /// Connections whose headers are kept. With 2,048 of them in as many sets of eight, one set in a million is
  /// full (Poisson, mean 1).
  uint32_t tracked = 16384;
  uint32_t connections = 2048;        ///< with payload, at one time
  size_t direction_bytes = 64 << 10;  ///< held behind a hole, per direction; a power of two
  size_t total_bytes = 8 << 20;       ///< held behind holes in all
};

/// What was seen, and what was not passed on. Nothing is dropped without a count here.
struct StreamStats {
  uint64_t connections = 0;  ///< opened by payload
  uint64_t evicted = 0;      ///< given up while open, because the table was full
  uint64_t gaps = 0;         ///< holes given up
  uint64_t gap_bytes = 0;    ///< bytes in them: never captured, or cut off by the snapshot length
  uint64_t gave_up =
      0;  ///< ... of the holes, those given up for want of room, not because they were acknowledged
  uint64_t early = 0;      ///< segments that came before their turn
  uint64_t repeated = 0;   ///< segments with bytes that were there already (retransmitted or captured twice)
  uint64_t differing = 0;  ///< ... where the bytes were not the same; the first ones were kept
  uint64_t keep_alives = 0;  ///< probes of at most one byte before the expected one (RFC 9293 section 3.8.4)
  uint64_t strays = 0;       ///< segments too far off to be believed, dropped
  uint64_t stray_bytes = 0;
  uint64_t untracked = 0;  ///< connections forgotten because the table of headers was full
  StreamStats& operator+=(const StreamStats& o);
};

/// Puts TCP connections in order. Policies: the first bytes win; a connection seen from its middle starts
/// with its first segment; a hole is given up when the other side acknowledges what follows it, when there is
/// no room, or at the end. A connection is read from its first payload on; before that, and after its end,
/// only its headers are kept (Conntrack). In-order segments are passed on as views, without a copy.
class Streams {
 public:
  explicit Streams(StreamReaders& readers, const StreamLimits& limits = {});
  /// This packet comes soon: has the memory it needs fetched meanwhile.
  void expect(const packet::Packet& packet) const { track_.expect(packet); }
  /// For every TCP packet, in capture order. `conversation` is handed to the readers when a connection opens.
  /// Returns what the packet says about its connection: bits of `tcp_seen` (tcp_watch.h).
  uint32_t feed(const packet::Packet& packet, uint32_t conversation);
  /// The input is over: what is held is passed on, and every reader is told.
  void close();
  /// After close(), when nothing more will come: the table's memory is given back.
  void release() { track_ = Conntrack(1); }
  StreamStats stats() const;

 private:
  struct Segment {
    uint32_t seq;
    Bytes bytes;
    uint32_t missing;  // after `bytes`, cut off by the snapshot length
    Stamp stamp;
    uint32_t size() const { return static_cast<uint32_t>(bytes.size()) + missing; }
    void skip(uint32_t count);
  };

  uint32_t find(const Tuple& tuple, const packet::Packet& packet, uint32_t& seen);
  void begin(uint32_t tracked, const Tuple& tuple, const packet::Packet& packet);
  bool accepts(uint32_t tracked, Side side, const packet::Packet& packet);
  void read(uint32_t tracked, Side side, const packet::Packet& packet, uint32_t conversation);
  uint32_t open(uint32_t tracked, Side side, const packet::Packet& packet, uint32_t conversation);
  void give_up(uint32_t tracked);
  void make_room(Time now);
  bool expected(Connection& c, Side side, const packet::Packet& packet);
  void advance(uint32_t at, Side side, const packet::Packet& packet);
  void payload(uint32_t at, Side side, Segment segment);
  void place(uint32_t at, Side side, Segment segment);
  uint32_t borrow(uint32_t at, Side side);
  void in_order(uint32_t at, Side side, Segment& segment);
  bool believable(Half& half, const Segment& segment);
  void hold(uint32_t at, Side side, const Segment& segment);
  void drain(uint32_t at, Side side);
  void acknowledge(uint32_t at, Side side, uint32_t ack, const Stamp& stamp);
  void skip_hole(uint32_t at, Side side, const Stamp& stamp);
  void flush(uint32_t at, Side side, const Stamp& stamp);
  void pass(Connection& c, Side side, Bytes bytes, const Stamp& stamp);
  void gap(Connection& c, Side side, uint32_t missing, const Stamp& stamp);
  void end(Connection& c, Side side, const Stamp& stamp);
  void finish(uint32_t at, const Stamp& stamp);
  void settle(uint32_t at);

  StreamReaders& readers_;
  StreamLimits limits_;
  Conntrack track_;
  Connections connections_;
  ReorderPool pool_;
  StreamStats stats_;
};

}  // namespace culprit::flow
