// Opens the protected records of one TLS connection with the keys that were brought.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "flow/stream.h"
#include "message/crypto.h"
#include "message/tls_keys.h"

namespace culprit::message {

/// TLS 1.2 (RFC 5246: AES in GCM and CBC, ChaCha20) and 1.3 (RFC 8446), as far as both ends' hellos were
/// seen.
class TlsOpen {
 public:
  struct Opened {
    uint8_t kind = 0;  ///< of the content: 22 handshake, 23 data ...
    std::string text;
  };

  /// Nothing where the cipher or version is not among those, or the secrets lack what it takes.
  /// `encrypt_then_mac`: RFC 7366.
  static std::optional<TlsOpen> make(const TlsSecrets& secrets, uint16_t version, uint16_t cipher,
                                     std::string_view client_random, std::string_view server_random,
                                     bool encrypt_then_mac, const Crypto& crypto);

  bool is_1_3() const { return version_1_3_; }
  /// The next protected record of a side, its head of five bytes included; nothing where it cannot be opened.
  std::optional<Opened> open(flow::Side side, Bytes record);
  /// 1.3: the handshake of this side is over, its data have other keys.
  void finished(flow::Side side);
  /// 1.3: the side goes over to its next key (RFC 8446 section 7.2).
  void update(flow::Side side);

 private:
  enum class Mode : uint8_t { gcm, chacha, cbc };
  struct Half {
    std::string secret, traffic;  ///< 1.3: the present one, and that of the data
    std::string key, iv;
    uint64_t number = 0;
  };
  explicit TlsOpen(const Crypto& crypto) : crypto_(&crypto) {}
  bool choose(uint16_t cipher);
  bool keys_1_2(const TlsSecrets& secrets, std::string_view client_random, std::string_view server_random);
  void keys_1_3(Half& half) const;
  Cipher aead() const;
  std::optional<std::string> open_aead(Half& half, Bytes record) const;
  std::optional<std::string> open_cbc(const Half& half, Bytes record) const;

  const Crypto* crypto_;
  Mode mode_ = Mode::gcm;
  Digest digest_ = Digest::sha256;
  size_t key_size_ = 16, mac_size_ = 0;
  bool version_1_3_ = false, encrypt_then_mac_ = false;
  std::array<Half, 2> half_;
};

}  // namespace culprit::message
