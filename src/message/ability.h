// What a pure room cannot do itself and gets from the host as functions.
#pragma once
#include <cstddef>
#include <string>

#include "base/bytes.h"
#include "message/crypto.h"

namespace culprit::message {

/// A null function is an ability that this build does not have; what is lost without it is counted in
/// `Message::cut`.
struct Abilities {
  /// Unpacks gzip (RFC 1952), zlib (RFC 1950) or raw deflate (RFC 1951) data, told apart by their first
  /// bytes, up to `max_out` bytes. What could be unpacked before an error or a cut is returned; "" where
  /// nothing could.
  std::string (*inflate)(Bytes compressed, size_t max_out) = nullptr;
  /// Without it QUIC shows no names, and TLS no fingerprints.
  const Crypto* crypto = nullptr;
};

}  // namespace culprit::message
