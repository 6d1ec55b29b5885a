// Keys of TLS connections that a capture or its owner brings (SSLKEYLOGFILE, draft-ietf-tls-keylogfile).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace culprit::message {

/// The secrets of one connection, binary; empty where they are not given. TLS 1.2 has the master secret, 1.3
/// the others: of each Side one for the handshake and one for the data.
struct TlsSecrets {
  std::string master;
  std::array<std::string, 2> handshake, traffic;
};

/// Secrets by the client's random bytes. At most kMax connections; further ones are not taken.
class TlsKeys {
 public:
  static constexpr size_t kMax = 65536;
  /// Lines of the format; others, and malformed ones, are passed over.
  void add(std::string_view text);
  /// Null where there are none for this connection.
  const TlsSecrets* find(std::string_view client_random) const;
  bool empty() const { return secrets_.empty(); }

 private:
  void line(std::string_view text);
  std::unordered_map<std::string, TlsSecrets> secrets_;
};

}  // namespace culprit::message
