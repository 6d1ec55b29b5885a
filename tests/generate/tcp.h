// One TCP connection as the tap sees it: handshake, data in segments, acknowledgements, close. Both ends keep
// the rules: a far end answers a round trip later, and acknowledges only what has reached it.
#pragma once

#include "world.h"

namespace generate {

enum class Side { client, server };

class Connection {
 public:
  Connection(World& world, Host& client, Host& server, std::uint16_t server_port, Duration round_trip);
  // Instead of the client's next port.
  void from_port(std::uint16_t port) { client_.port = port; }

  Task open();
  // Only the first packet of open(), which nobody answers.
  void knock();

  // Sends all of it; every second segment is acknowledged. `answered`: the last acknowledgement rides on the
  // answer, which the caller sends, or acknowledge() gives it.
  Task send(Side from, Bytes data, bool answered = false);
  // One segment, no waiting; for data that arrives in pieces of its own.
  void segment(Side from, View data);
  void acknowledge(Side from);
  // A segment that was sent before: first sequence number is `back` bytes before the next one.
  void segment_again(Side from, View data, std::uint32_t back);
  std::uint32_t next(Side from) { return end(from).next; }
  // Leaves a hole of `bytes`: what is sent next comes after them.
  void skip(Side from, std::uint32_t bytes) { end(from).next += bytes; }

  Task close(Side first);
  // Only this side closes; the other one acknowledges and may go on sending.
  Task half_close(Side side);
  void reset(Side side);

  // Frame of the first byte of the last send(), of the last segment() otherwise.
  std::uint64_t frame() const { return frame_; }
  std::size_t largest = 0;  // bytes of a segment, where the network card cuts it up; 0: what the line carries
  std::uint32_t burst = 10;  // segments under way before the sender waits
  Duration gap = 130us;      // between two segments of a burst
  Mark mark;                 // of every segment from now on; those with data are parts of its message

 private:
  struct End {
    Host* host;
    std::uint16_t port;
    std::uint32_t next;
    std::uint32_t clock = 0;  // its last timestamp option
  };
  const End& end(Side side) const { return side == Side::client ? client_ : server_; }
  End& end(Side side) { return side == Side::client ? client_ : server_; }
  static Side other(Side side) { return side == Side::client ? Side::server : Side::client; }

  std::uint64_t emit(Side from, std::uint8_t flags, View data = {});
  std::uint64_t emit_at(Side from, std::uint8_t flags, std::uint32_t sequence, std::uint32_t acknowledged,
                        View data);
  bool timestamps() const { return client_.host->stack.timestamps && server_.host->stack.timestamps; }
  Bytes options(Side from, bool syn);
  std::uint16_t window(Side from, std::uint8_t flags) const;
  Duration delay(Side answering) { return answer_delay(world_, *end(answering).host, round_trip_); }
  Task acknowledge_with(Side side, std::uint32_t sequence, std::uint32_t acknowledged);

  World& world_;
  Duration round_trip_;
  End client_, server_;
  std::uint64_t frame_ = 0;
};

}  // namespace generate
