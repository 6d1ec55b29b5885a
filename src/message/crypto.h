// Cryptography that a pure room gets from the host.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace culprit::message {

enum class Digest : uint8_t { sha1, sha256, sha384 };
/// The number behind the name is the key's size in bits.
enum class Cipher : uint8_t { aes_gcm_128, aes_gcm_256, chacha20_poly1305, aes_cbc_128, aes_cbc_256 };

/// All functions work or all are absent; each gives nothing where the host's library cannot do it.
struct Crypto {
  std::string (*digest)(Digest kind, Bytes data);
  std::string (*hmac)(Digest kind, Bytes key, Bytes data);
  /// One block of 16 bytes, encrypted with AES (keys of 16 or 32 bytes).
  std::string (*aes_block)(Bytes key, Bytes block);
  /// Opens `sealed` (a tag of 16 bytes at its end); nothing where the tag is wrong.
  std::optional<std::string> (*open)(Cipher cipher, Bytes key, Bytes nonce, Bytes also_signed, Bytes sealed);
  /// CBC without looking at the padding.
  std::optional<std::string> (*decrypt)(Cipher cipher, Bytes key, Bytes iv, Bytes blocks);
};

/// HKDF (RFC 5869): the first step is hmac(salt, secret); this is the second one with the label of TLS 1.3
/// (RFC 8446 section 7.1): "tls13 " is put before `label`.
std::string hkdf_expand_label(const Crypto& crypto, Digest digest, Bytes secret, std::string_view label,
                              Bytes context, size_t size);

}  // namespace culprit::message
