#include "message/quic_initial.h"

namespace culprit::message {
namespace {

constexpr uint32_t kVersion2 = 0x6b3343cf;

// RFC 9001 section 5.2, RFC 9369 section 3.3.1, and the drafts.
std::string_view salt(uint32_t version) {
  static constexpr std::string_view v1(
      "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", 20);
  static constexpr std::string_view v2(
      "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", 20);
  static constexpr std::string_view draft_29(
      "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99", 20);
  static constexpr std::string_view draft_23(
      "\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02", 20);
  if (version == 1 || (version >= 0xff000021 && version <= 0xff000022)) return v1;
  if (version == kVersion2) return v2;
  if (version >= 0xff00001d && version <= 0xff000020) return draft_29;
  return version >= 0xff000017 && version <= 0xff00001c ? draft_23 : std::string_view();
}

struct Keys {
  std::string key, iv, header;
};

Keys client_keys(const QuicInitial& initial, const Crypto& crypto) {
  const bool second = initial.version == kVersion2;
  const std::string common = crypto.hmac(Digest::sha256, Bytes(salt(initial.version)), initial.destination);
  const std::string secret = hkdf_expand_label(crypto, Digest::sha256, Bytes(common), "client in", {}, 32);
  const auto derive = [&](const char* one, const char* two, size_t size) {
    return hkdf_expand_label(crypto, Digest::sha256, Bytes(secret), second ? two : one, {}, size);
  };
  return {derive("quic key", "quicv2 key", 16), derive("quic iv", "quicv2 iv", 12),
          derive("quic hp", "quicv2 hp", 16)};
}

}  // namespace

std::optional<QuicInitial> read_quic_initial(Bytes b) {
  QuicInitial out{.version = b.be32(1)};
  const uint8_t kind = b[0] >> 4 & 3;
  if ((b[0] & 0xc0) != 0xc0 || salt(out.version).empty() || kind != (out.version == kVersion2 ? 1 : 0))
    return std::nullopt;
  out.destination = b.sub(6, b[5]);
  size_t at = 6 + out.destination.size();
  at += b[at] + 1U;  // the source's connection id
  const uint64_t token = quic_number(b, at);
  if (token > b.size()) return std::nullopt;
  at += static_cast<size_t>(token);
  const uint64_t size = quic_number(b, at);
  if (out.destination.size() > 20 || size > b.size() || !b.has(at, static_cast<size_t>(size)) || size < 20)
    return std::nullopt;
  out.number_at = at;
  out.end = at + static_cast<size_t>(size);
  return out;
}

std::optional<std::string> open_quic_initial(Bytes b, const QuicInitial& initial, const Crypto& crypto) {
  const Keys keys = client_keys(initial, crypto);
  if (keys.header.empty()) return std::nullopt;
  // Header protection (RFC 9001 section 5.4): a mask from sixteen bytes, taken as if the packet number had
  // four.
  const std::string mask = crypto.aes_block(Bytes(keys.header), b.sub(initial.number_at + 4, 16));
  if (mask.size() != 16) return std::nullopt;
  std::string head(b.sub(0, initial.number_at + 4).text());
  head[0] = static_cast<char>(head[0] ^ (mask[0] & 0x0f));
  const size_t digits = (static_cast<uint8_t>(head[0]) & 3U) + 1;
  head.resize(initial.number_at + digits);
  std::string nonce = keys.iv;
  for (size_t i = 0; i < digits; ++i) {
    char& digit = head[initial.number_at + i];
    digit = static_cast<char>(digit ^ mask[1 + i]);
    nonce[12 - digits + i] = static_cast<char>(nonce[12 - digits + i] ^ digit);
  }
  const size_t from = initial.number_at + digits;
  return crypto.open(Cipher::aes_gcm_128, Bytes(keys.key), Bytes(nonce), Bytes(head),
                     b.sub(from, initial.end - from));
}

}  // namespace culprit::message
