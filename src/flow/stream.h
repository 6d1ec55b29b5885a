// TCP connections with payload: each direction put in order and handed on as it grows.
#pragma once
#include <cstdint>
#include <memory>

#include "base/address.h"
#include "base/bytes.h"
#include "base/ref.h"
#include "base/time.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Where and when bytes were seen.
struct Stamp {
  Time time;
  FrameRef ref;
};

/// The two ends of a connection. Client is who sent the SYN; where that was not seen, who has the port that
/// looks less like a service (see `client_known`).
struct Endpoints {
  Address client, server;
  uint16_t client_port = 0, server_port = 0;
  bool client_known = false;  ///< from the handshake, not guessed
};

/// Side of a connection: what the client sent, or what the server sent.
enum Side : unsigned { from_client = 0, from_server = 1 };

/// Who reads a connection's bytes. Views are valid during the call only. A reader keeps its own unparsed
/// bytes bounded.
class StreamReader {
 public:
  virtual ~StreamReader() = default;
  /// The next bytes of `side`, in order; `stamp` is that of the segment which brought them.
  virtual void data(Side side, Bytes bytes, const Stamp& stamp) = 0;
  /// `missing` bytes of `side` were never captured (or did not fit); what follows goes on behind them.
  virtual void gap(Side side, uint64_t missing, const Stamp& stamp) = 0;
  /// The connection ended (FIN or RST of `side`), or the input did.
  virtual void end(Side side, const Stamp& stamp) = 0;
  /// False once nothing that follows could matter to it: the connection is then no longer put in order.
  virtual bool interested() const = 0;
};

/// Gives the reader for a new connection. `conversation` is the caller's own mark for it.
class StreamReaders {
 public:
  virtual ~StreamReaders() = default;
  virtual std::unique_ptr<StreamReader> open(const Endpoints& ends, uint32_t conversation) = 0;
};

}  // namespace culprit::flow
