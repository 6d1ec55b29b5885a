// Hellos, certificates and keys of TLS on any bytes.
#include <cstdlib>

#include "message/tls_hello.h"
#include "message/tls_keys.h"

namespace {

std::string no_digest(culprit::message::Digest, culprit::Bytes data) {
  return std::string(32, static_cast<char>(data[0]));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  const message::Crypto crypto{.digest = no_digest};
  for (const bool datagrams : {false, true}) {
    const auto hello = message::read_client_hello(input, datagrams);
    if (!hello) continue;
    if (hello->ciphers.size() > 256 || hello->extensions.size() > 256) std::abort();
    if (message::ja4(*hello, 't', crypto).size() != 36) std::abort();
  }
  message::read_server_hello(input);
  if (const auto c = message::read_certificate(input); c && c->names.size() > 8) std::abort();
  message::TlsKeys keys;
  keys.add(input.text());
  return 0;
}
