// What is said in the clear at the beginning of TLS (RFC 8446 section 4, RFC 5246 section 7.4), DTLS and
// QUIC.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "message/crypto.h"

namespace culprit::message {

/// A ClientHello, as far as it tells who asks for what.
struct ClientHello {
  uint16_t version = 0;                        ///< the highest that it offers
  std::string_view random, server_name, alpn;  ///< views into the hello; `alpn` is the first that it offers
  std::vector<uint16_t> ciphers, extensions, signatures;
};

struct ServerHello {
  uint16_t version = 0, cipher = 0;
  bool encrypt_then_mac = false;  ///< RFC 7366
  std::string_view random, alpn;
};

/// The body of the handshake message (behind its four bytes of kind and length). `datagrams`: DTLS, which has
/// a cookie.
std::optional<ClientHello> read_client_hello(Bytes body, bool datagrams = false);
std::optional<ServerHello> read_server_hello(Bytes body);

/// The fingerprint JA4 (FoxIO, technical_details/JA4.md): what kind of program speaks. `transport`: 't', 'q'
/// or 'd'.
std::string ja4(const ClientHello& hello, char transport, const Crypto& crypto);

/// The names that a certificate is for (RFC 5280 section 4.2.1.6), of its subject where it lists none.
struct Certificate {
  std::vector<std::string> names;  ///< at most 8
  bool self_signed = false;        ///< issuer and subject are the same
};
std::optional<Certificate> read_certificate(Bytes der);

}  // namespace culprit::message
