#include "message/tls_open.h"

#include <algorithm>

namespace culprit::message {
namespace {

struct Suite {
  uint16_t id;
  char mode;  // g = GCM, c = CBC, p = ChaCha20-Poly1305
  uint8_t key_bytes, mac_bytes;
  bool sha384;  // of the pseudorandom function
};

// IANA's numbers; RFC 5246, 5288, 5289, 7905, 8446.
constexpr Suite kSuites[]{
    {0x1301, 'g', 16, 0, false},  {0x1302, 'g', 32, 0, true},   {0x1303, 'p', 32, 0, false},
    {0xc02f, 'g', 16, 0, false},  {0xc02b, 'g', 16, 0, false},  {0x009c, 'g', 16, 0, false},
    {0x009e, 'g', 16, 0, false},  {0xc030, 'g', 32, 0, true},   {0xc02c, 'g', 32, 0, true},
    {0x009d, 'g', 32, 0, true},   {0x009f, 'g', 32, 0, true},   {0xcca8, 'p', 32, 0, false},
    {0xcca9, 'p', 32, 0, false},  {0xccaa, 'p', 32, 0, false},  {0x002f, 'c', 16, 20, false},
    {0x0033, 'c', 16, 20, false}, {0xc013, 'c', 16, 20, false}, {0xc009, 'c', 16, 20, false},
    {0x0035, 'c', 32, 20, false}, {0x0039, 'c', 32, 20, false}, {0xc014, 'c', 32, 20, false},
    {0xc00a, 'c', 32, 20, false}, {0x003c, 'c', 16, 32, false}, {0x0067, 'c', 16, 32, false},
    {0xc027, 'c', 16, 32, false}, {0xc023, 'c', 16, 32, false}, {0x003d, 'c', 32, 32, false},
    {0x006b, 'c', 32, 32, false}, {0xc028, 'c', 32, 48, true},  {0xc024, 'c', 32, 48, true},
};

// The pseudorandom function of TLS 1.2 (RFC 5246 section 5).
std::string expand(const Crypto& crypto, Digest digest, const std::string& secret, const std::string& seed,
                   size_t size) {
  std::string out, a = seed;
  while (out.size() < size) {
    a = crypto.hmac(digest, Bytes(secret), Bytes(a));
    const std::string block = crypto.hmac(digest, Bytes(secret), Bytes(a + seed));
    if (block.empty()) return {};
    out += block;
  }
  return out;
}

std::string mixed(std::string nonce, uint64_t number) {
  for (size_t i = 0; i < 8; ++i)
    nonce[4 + i] = static_cast<char>(nonce[4 + i] ^ static_cast<char>(number >> (56 - 8 * i)));
  return nonce;
}

std::string big_endian(uint64_t number) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
  return out;
}

}  // namespace

std::optional<TlsOpen> TlsOpen::make(const TlsSecrets& secrets, uint16_t version, uint16_t cipher,
                                     std::string_view client_random, std::string_view server_random,
                                     bool encrypt_then_mac, const Crypto& crypto) {
  TlsOpen out(crypto);
  if (!out.choose(cipher)) return std::nullopt;
  out.encrypt_then_mac_ = encrypt_then_mac;
  out.version_1_3_ = version == 0x0304;
  if (version == 0x0303)
    return out.keys_1_2(secrets, client_random, server_random) ? std::optional(out) : std::nullopt;
  if (!out.version_1_3_) return std::nullopt;
  for (const flow::Side side : {flow::from_client, flow::from_server}) {
    Half& half = out.half_[side];
    half.secret = secrets.handshake[side].empty() ? secrets.traffic[side] : secrets.handshake[side];
    half.traffic = secrets.traffic[side];
    out.keys_1_3(half);
    if (half.key.empty()) return std::nullopt;
  }
  return out;
}

bool TlsOpen::choose(uint16_t cipher) {
  const auto suite = std::ranges::find(kSuites, cipher, &Suite::id);
  if (suite == std::end(kSuites)) return false;
  mode_ = suite->mode == 'g' ? Mode::gcm : suite->mode == 'c' ? Mode::cbc : Mode::chacha;
  digest_ = suite->sha384 ? Digest::sha384 : Digest::sha256;
  key_size_ = suite->key_bytes;
  mac_size_ = suite->mac_bytes;
  return true;
}

// The key block (RFC 5246 section 6.3): MAC keys, keys and fixed parts of the nonces, each of the client,
// then of the server.
bool TlsOpen::keys_1_2(const TlsSecrets& secrets, std::string_view client_random,
                       std::string_view server_random) {
  if (secrets.master.empty()) return false;
  const size_t fixed = mode_ == Mode::gcm ? 4 : mode_ == Mode::chacha ? 12 : 0;
  const size_t size = 2 * (mac_size_ + key_size_ + fixed);
  const std::string seed = "key expansion" + std::string(server_random) + std::string(client_random);
  const std::string block = expand(*crypto_, digest_, secrets.master, seed, size);
  if (block.size() < size) return false;
  for (size_t i = 0; i < 2; ++i) {
    half_[i].key = block.substr(2 * mac_size_ + i * key_size_, key_size_);
    half_[i].iv = block.substr(2 * (mac_size_ + key_size_) + i * fixed, fixed);
  }
  return true;
}

void TlsOpen::keys_1_3(Half& half) const {
  half.number = 0;
  if (half.secret.empty()) return half.key.clear();
  half.key = hkdf_expand_label(*crypto_, digest_, Bytes(half.secret), "key", {}, key_size_);
  half.iv = hkdf_expand_label(*crypto_, digest_, Bytes(half.secret), "iv", {}, 12);
}

void TlsOpen::finished(flow::Side side) {
  Half& half = half_[side];
  if (half.secret == half.traffic) return;
  half.secret = half.traffic;
  keys_1_3(half);
}

void TlsOpen::update(flow::Side side) {
  Half& half = half_[side];
  half.secret = half.traffic =
      hkdf_expand_label(*crypto_, digest_, Bytes(half.secret), "traffic upd", {}, half.secret.size());
  keys_1_3(half);
}

Cipher TlsOpen::aead() const {
  if (mode_ == Mode::chacha) return Cipher::chacha20_poly1305;
  return key_size_ == 16 ? Cipher::aes_gcm_128 : Cipher::aes_gcm_256;
}

std::optional<TlsOpen::Opened> TlsOpen::open(flow::Side side, Bytes record) {
  Half& half = half_[side];
  if (half.key.empty()) return std::nullopt;
  auto text = mode_ == Mode::cbc ? open_cbc(half, record) : open_aead(half, record);
  if (!text) return std::nullopt;
  ++half.number;
  if (!version_1_3_) return Opened{record[0], std::move(*text)};
  // The true kind stands behind the content, zeros may follow it (RFC 8446 section 5.2).
  const size_t last = text->find_last_not_of('\0');
  if (last == std::string::npos) return std::nullopt;
  const auto kind = static_cast<uint8_t>((*text)[last]);
  text->resize(last);
  return Opened{kind, std::move(*text)};
}

std::optional<std::string> TlsOpen::open_aead(Half& half, Bytes record) const {
  const Bytes body = record.sub(5);
  if (version_1_3_)
    return crypto_->open(aead(), Bytes(half.key), Bytes(mixed(half.iv, half.number)), record.sub(0, 5), body);
  const size_t shown = mode_ == Mode::gcm ? 8 : 0;  // of the nonce, in the record
  if (body.size() < shown + 16) return std::nullopt;
  const std::string nonce =
      shown != 0 ? half.iv + std::string(body.sub(0, shown).text()) : mixed(half.iv, half.number);
  const size_t size = body.size() - shown - 16;
  const std::string also = big_endian(half.number) + std::string(record.sub(0, 3).text()) +
                           static_cast<char>(size >> 8) + static_cast<char>(size);
  return crypto_->open(aead(), Bytes(half.key), Bytes(nonce), Bytes(also), body.sub(shown));
}

// Sixteen bytes of its own begin each record (RFC 5246 section 6.2.3.2). The signature is cut off, not
// checked: keys that do not fit show by the padding.
std::optional<std::string> TlsOpen::open_cbc(const Half& half, Bytes record) const {
  Bytes body = record.sub(5);
  if (encrypt_then_mac_) body = body.sub(0, body.size() - std::min(body.size(), mac_size_));
  if (body.size() < 32) return std::nullopt;
  auto text = crypto_->decrypt(key_size_ == 16 ? Cipher::aes_cbc_128 : Cipher::aes_cbc_256, Bytes(half.key),
                               body.sub(0, 16), body.sub(16));
  if (!text || text->empty()) return std::nullopt;
  const size_t padding = static_cast<uint8_t>(text->back()) + size_t{1};
  const size_t mac = encrypt_then_mac_ ? 0 : mac_size_;
  if (padding + mac > text->size()) return std::nullopt;
  for (size_t i = 0; i < padding; ++i)
    if ((*text)[text->size() - 1 - i] != text->back()) return std::nullopt;
  text->resize(text->size() - padding - mac);
  return text;
}

}  // namespace culprit::message
