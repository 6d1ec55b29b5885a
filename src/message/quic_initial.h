// QUIC's Initial packets (RFC 9000 section 17.2.2): their keys follow from the packet itself, so the hello of
// TLS in them can be read (RFC 9001 section 5.2).
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "message/crypto.h"

namespace culprit::message {

/// An Initial packet, taken apart as far as it is not protected.
struct QuicInitial {
  uint32_t version = 0;
  Bytes destination;     ///< connection id: the keys follow from the client's first one
  size_t number_at = 0;  ///< where the protected packet number begins
  size_t end = 0;        ///< of this packet; another one may follow in the datagram
};

/// Versions 1, 2 and the drafts from 23 on; nothing for other packets and versions.
std::optional<QuicInitial> read_quic_initial(Bytes datagram);

/// What a client's Initial carries, opened; nothing where it is no client's, or cut.
std::optional<std::string> open_quic_initial(Bytes datagram, const QuicInitial& initial,
                                             const Crypto& crypto);

/// The pieces of the hello in opened frames, in no particular order (RFC 9000 section 19.6): calls
/// `use(offset, bytes)`. False where a frame cannot be read.
template <class Use>
bool each_crypto_piece(Bytes frames, Use use);

/// A number of one to eight bytes, the first two bits say how many (RFC 9000 section 16); `at` is moved
/// behind it.
inline uint64_t quic_number(Bytes b, size_t& at) {
  const size_t size = size_t{1} << (b[at] >> 6);
  uint64_t value = b[at] & 0x3f;
  for (size_t i = 1; i < size; ++i) value = value << 8 | b[at + i];
  at += size;
  return value;
}

template <class Use>
bool each_crypto_piece(Bytes b, Use use) {
  for (size_t at = 0; at < b.size();) {
    const uint64_t kind = quic_number(b, at);
    if (kind == 2 ||
        kind == 3) {  // ACK: largest, delay, number of ranges, first range; two numbers for each range
      quic_number(b, at);
      quic_number(b, at);
      const uint64_t ranges = quic_number(b, at);
      quic_number(b, at);
      for (uint64_t i = 0; i < 2 * ranges + (kind == 3 ? 3 : 0) && at < b.size(); ++i) quic_number(b, at);
    } else if (kind == 6) {
      const uint64_t offset = quic_number(b, at), size = quic_number(b, at);
      if (size > b.size() || !b.has(at, static_cast<size_t>(size))) return false;
      use(offset, b.sub(at, static_cast<size_t>(size)));
      at += static_cast<size_t>(size);
    } else if (kind > 1) {  // padding and pings have nothing behind their kind
      return false;
    }
  }
  return true;
}

}  // namespace culprit::message
