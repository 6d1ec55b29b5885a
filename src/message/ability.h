// What a pure room cannot do itself and gets from the host as functions.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "message/crypto.h"
#include "message/tls_keys.h"
#include "packet/packet.h"

namespace culprit::message {

/// The first packets with payload of a conversation that nobody recognised, in their order.
struct Unnamed {
  uint32_t conversation = 0;
  std::vector<packet::Packet> packets;
};

/// Keys of TLS connections, and how many connections are being decrypted with them.
struct TlsDecryption {
  TlsKeys keys;
  uint32_t opened = 0;
};

/// A null function is an ability that this build does not have; what is lost without it is counted in
/// `Message::cut`.
struct Abilities {
  /// Unpacks gzip (RFC 1952), zlib (RFC 1950) or raw deflate (RFC 1951) data, told apart by their first
  /// bytes, up to `max_out` bytes. What could be unpacked before an error or a cut is returned; "" where
  /// nothing could.
  std::string (*inflate)(Bytes compressed, size_t max_out) = nullptr;
  /// Without it QUIC shows no names, and TLS no fingerprints.
  const Crypto* crypto = nullptr;
  /// Where keys were brought.
  TlsDecryption* tls = nullptr;
  /// Another recogniser: one word for each conversation, the id of one of our own protocols, "ndpi:NAME" for
  /// another one, or nothing. An empty list: it is not there.
  std::vector<std::string> (*second_opinion)(std::span<const Unnamed> conversations) = nullptr;
};

}  // namespace culprit::message
