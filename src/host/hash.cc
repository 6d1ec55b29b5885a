#include "host/hash.h"

#include <array>

#include "host/libcrypto.h"

namespace culprit::host {
namespace {

std::string hex_digest(Borrowed<decltype(::EVP_sha256)>& kind, Bytes content) {
  static constexpr char digits[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (!libcrypto.open()) return {};
  if (EVP_Digest(content.data(), content.size(), out.data(), &size, kind(), nullptr) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < size; ++i) (text += digits[out[i] >> 4]) += digits[out[i] & 15];
  return text;
}

}  // namespace

std::string sha256(Bytes content) { return hex_digest(EVP_sha256, content); }
std::string sha1(Bytes content) { return hex_digest(EVP_sha1, content); }
std::string md5(Bytes content) { return hex_digest(EVP_md5, content); }

}  // namespace culprit::host
