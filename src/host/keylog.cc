#include "host/keylog.h"

#include <utility>

#include "host/file.h"
#include "message/tls_keys.h"

namespace culprit::host {

Result<std::string> read_keylog(const std::string& path) {
  constexpr size_t kMost = 64 << 20;
  auto source = open_file(path);
  if (!source) return std::unexpected(source.error());
  std::string text;
  while (text.size() < kMost) {
    const auto piece = (*source)->next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    text += piece->text();
  }
  message::TlsKeys keys;
  keys.add(text);
  if (keys.empty())
    return error("There is no key of a TLS connection in it.", path,
                 "It should have lines such as \"CLIENT_RANDOM 52...\", as SSLKEYLOGFILE makes browsers and "
                 "curl write them.");
  return text;
}

}  // namespace culprit::host
