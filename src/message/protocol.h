// An application protocol: how it is told by content, and how it is read. A plug-in constant per protocol.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "flow/stream.h"
#include "message/ability.h"
#include "message/message.h"
#include "packet/packet.h"

namespace culprit::message {

/// How well bytes fit a protocol.
enum class Fit : uint8_t { no, unsure, yes };

/// Reads the datagrams of one protocol that has to remember something from one to the next.
class DatagramReader {
 public:
  virtual ~DatagramReader() = default;
  virtual void read(const packet::Packet& packet) = 0;
};

/// One protocol. Function pointers may be null where it has no such form.
struct Protocol {
  const char* id;  ///< kebab-case; the content mark of a conversation: "http", "dns", "tls", ...
  /// The first bytes that `side` sent on a TCP connection. `unsure` = more are needed (at most 64 are ever
  /// shown).
  Fit (*probe_stream)(flow::Side side, Bytes head, uint16_t server_port) = nullptr;
  /// A whole UDP payload, as captured.
  Fit (*probe_datagram)(const packet::Packet& packet) = nullptr;
  /// Of two datagrams of one conversation that `probe_datagram` was unsure of: do they belong together?
  /// `first` is the beginning of the earlier one (at most kUnsure bytes); `same_way`: both have the same
  /// sender.
  bool (*confirm)(Bytes first, bool same_way, const packet::Packet& second) = nullptr;
  /// A reader for a connection that `probe_stream` accepted; null = identified only, its bytes are not read
  /// on.
  std::unique_ptr<flow::StreamReader> (*open)(const flow::Endpoints& ends, MessageSink& sink,
                                              const Abilities& abilities) = nullptr;
  /// How many connections are read at one time, where the reader holds much; 0 = as many as there are.
  uint16_t at_once = 0;
  /// Reads one datagram that `probe_datagram` accepted.
  void (*read_datagram)(const packet::Packet& packet, MessageSink& sink) = nullptr;
  /// ... or, in place of read_datagram, one reader for all of the capture; what it remembers is bounded.
  std::unique_ptr<DatagramReader> (*open_datagrams)(MessageSink& sink, const Abilities& abilities) = nullptr;
  /// Ports for which this protocol is asked first (its usual ones); the others are asked in the list's order.
  std::span<const uint16_t> ports = {};
};

inline constexpr size_t kUnsure = 24;

/// All protocols, sorted by file name (the build writes the list).
std::span<const Protocol* const> all();

/// The protocol of a UDP payload, or null.
const Protocol* identify(const packet::Packet& packet);
/// The protocol called so, or null.
const Protocol* find_protocol(std::string_view id);

}  // namespace culprit::message
