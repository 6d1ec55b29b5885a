#include "host/crypto.h"

#include <array>
#include <memory>

#include "host/libcrypto.h"

namespace culprit::host {
namespace {

using message::Cipher;
using message::Digest;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_MD* digest_of(Digest kind) {
  static constexpr std::array names{"SHA1", "SHA256", "SHA384"};
  return EVP_get_digestbyname(names[static_cast<size_t>(kind)]);
}

const EVP_CIPHER* cipher_of(Cipher kind) {
  static constexpr std::array names{"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305", "AES-128-CBC",
                                    "AES-256-CBC"};
  return EVP_get_cipherbyname(names[static_cast<size_t>(kind)]);
}

size_t key_size(Cipher kind) { return kind == Cipher::aes_gcm_128 || kind == Cipher::aes_cbc_128 ? 16 : 32; }

std::string digest(Digest kind, Bytes data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (!libcrypto.open() ||
      EVP_Digest(data.data(), data.size(), out.data(), &size, digest_of(kind), nullptr) != 1)
    return {};
  return {out.begin(), out.begin() + size};
}

std::string hmac(Digest kind, Bytes key, Bytes data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (!libcrypto.open() || HMAC(digest_of(kind), key.data(), static_cast<int>(key.size()), data.data(),
                                data.size(), out.data(), &size) == nullptr)
    return {};
  return {out.begin(), out.begin() + size};
}

std::string aes_block(Bytes key, Bytes block) {
  if (!libcrypto.open() || block.size() != 16 || (key.size() != 16 && key.size() != 32)) return {};
  const Context c(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* cipher = EVP_get_cipherbyname(key.size() == 16 ? "AES-128-ECB" : "AES-256-ECB");
  std::array<unsigned char, 32> out{};
  int size = 0;
  if (!c || EVP_EncryptInit_ex(c.get(), cipher, nullptr, key.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(c.get(), out.data(), &size, block.data(), 16) != 1)
    return {};
  return {out.begin(), out.begin() + 16};
}

std::optional<std::string> open(Cipher kind, Bytes key, Bytes nonce, Bytes also_signed, Bytes sealed) {
  static constexpr size_t kTag = 16;
  if (!libcrypto.open() || sealed.size() < kTag || key.size() != key_size(kind) || nonce.size() != 12)
    return {};
  const Context c(EVP_CIPHER_CTX_new());
  const Bytes text = sealed.sub(0, sealed.size() - kTag);
  std::string tag(sealed.sub(text.size()).text());
  std::string out(text.size() + 16, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  int size = 0, last = 0;
  const bool good =
      c && EVP_DecryptInit_ex(c.get(), cipher_of(kind), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_DecryptUpdate(c.get(), nullptr, &size, also_signed.data(), static_cast<int>(also_signed.size())) ==
          1 &&
      EVP_DecryptUpdate(c.get(), to, &size, text.data(), static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(c.get(), to + size, &last) == 1;
  if (!good) return {};
  out.resize(static_cast<size_t>(size + last));
  return out;
}

std::optional<std::string> decrypt(Cipher kind, Bytes key, Bytes iv, Bytes blocks) {
  if (!libcrypto.open() || key.size() != key_size(kind) || iv.size() != 16 || blocks.size() % 16 != 0)
    return {};
  const Context c(EVP_CIPHER_CTX_new());
  std::string out(blocks.size() + 16, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  int size = 0;
  if (!c || EVP_DecryptInit_ex(c.get(), cipher_of(kind), nullptr, key.data(), iv.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(c.get(), 0) != 1 ||
      EVP_DecryptUpdate(c.get(), to, &size, blocks.data(), static_cast<int>(blocks.size())) != 1)
    return {};
  out.resize(static_cast<size_t>(size));
  return out;
}

}  // namespace

const message::Crypto* crypto() {
  static constexpr message::Crypto table{digest, hmac, aes_block, open, decrypt};
  return &table;
}

}  // namespace culprit::host
