#include "message/crypto.h"

namespace culprit::message {

std::string hkdf_expand_label(const Crypto& crypto, Digest digest, Bytes secret, std::string_view label,
                              Bytes context, size_t size) {
  std::string info{static_cast<char>(size >> 8), static_cast<char>(size & 0xff)};
  info += static_cast<char>(6 + label.size());
  info += "tls13 ";
  info += label;
  info += static_cast<char>(context.size());
  info += context.text();
  std::string out, block;
  for (char number = 1; out.size() < size; ++number) {
    block = crypto.hmac(digest, secret, Bytes(block + info + number));
    if (block.empty()) return {};
    out += block;
  }
  out.resize(size);
  return out;
}

}  // namespace culprit::message
