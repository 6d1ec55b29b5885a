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

/// One protocol. Function pointers may be null where it has no such form.
struct Protocol {
  const char* id;  ///< kebab-case; the content mark of a conversation: "http", "dns", "tls", ...
  /// The first bytes that `side` sent on a TCP connection. `unsure` = more are needed (at most 64 are ever
  /// shown).
  Fit (*probe_stream)(flow::Side side, Bytes head, uint16_t server_port) = nullptr;
  /// A whole UDP payload, as captured.
  Fit (*probe_datagram)(const packet::Packet& packet) = nullptr;
  /// A reader for a connection that `probe_stream` accepted; null = identified only, its bytes are not read
  /// on.
  std::unique_ptr<flow::StreamReader> (*open)(const flow::Endpoints& ends, MessageSink& sink,
                                              const Abilities& abilities) = nullptr;
  /// Reads one datagram that `probe_datagram` accepted.
  void (*read_datagram)(const packet::Packet& packet, MessageSink& sink) = nullptr;
  /// Ports for which this protocol is asked first (its usual ones); the others are asked in the list's order.
  std::span<const uint16_t> ports = {};
};

/// All protocols, sorted by file name (the build writes the list).
std::span<const Protocol* const> all();

/// The protocol of a UDP payload, or null.
const Protocol* identify(const packet::Packet& packet);

}  // namespace culprit::message
