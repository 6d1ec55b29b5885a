#include "host/abilities.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace culprit::host {
namespace {

using namespace std::string_literals;
using message::Cipher;
using message::Digest;

std::string unhex(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return out;
}
std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
    out += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
  }
  return out;
}

std::string deflated(const std::string& text, int bits) {
  z_stream state{};
  deflateInit2(&state, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  std::string in = text, out(1000, '\0');
  state.next_in = reinterpret_cast<uint8_t*>(in.data());
  state.avail_in = static_cast<uInt>(in.size());
  state.next_out = reinterpret_cast<uint8_t*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  deflate(&state, Z_FINISH);
  out.resize(out.size() - state.avail_out);
  deflateEnd(&state);
  return out;
}

TEST(Abilities, InflateAllThreeForms) {
  const std::string text = "an order, an order, an order";
  for (const int bits : {15, 15 + 16, -15}) {
    const std::string packed = deflated(text, bits);
    EXPECT_EQ(abilities().inflate(Bytes(packed), 100), text) << bits;
    EXPECT_EQ(abilities().inflate(Bytes(packed), 8), "an order") << bits;
    const std::string cut = packed.substr(0, packed.size() - 6);
    EXPECT_TRUE(text.starts_with(abilities().inflate(Bytes(cut), 100))) << bits;
  }
  EXPECT_EQ(abilities().inflate({}, 100), "");
}

// RFC 4231 case 2, FIPS 197 appendix C.1, RFC 9001 appendix A.1.
TEST(Abilities, CryptoAnswersAsTheStandardsSay) {
  const message::Crypto& c = *abilities().crypto;
  EXPECT_EQ(hex(c.digest(Digest::sha256, Bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(c.hmac(Digest::sha256, Bytes("Jefe"), Bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(c.aes_block(Bytes(unhex("000102030405060708090a0b0c0d0e0f")),
                            Bytes(unhex("00112233445566778899aabbccddeeff")))),
            "69c4e0d86a7b0430d8cdb78070b4c55a");
  const std::string secret = unhex("c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
  EXPECT_EQ(hex(hkdf_expand_label(c, Digest::sha256, Bytes(secret), "quic key", {}, 16)),
            "1f369613dd76d5467730efcbe3b1a22d");
}

// NIST's test case 3 of GCM without additional data, and what fails.
TEST(Abilities, CryptoOpens) {
  const message::Crypto& c = *abilities().crypto;
  const std::string key = unhex("00000000000000000000000000000000"),
                    nonce = unhex("000000000000000000000000");
  const std::string sealed = unhex("0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
  EXPECT_EQ(c.open(Cipher::aes_gcm_128, Bytes(key), Bytes(nonce), {}, Bytes(sealed)), std::string(16, '\0'));
  EXPECT_FALSE(c.open(Cipher::aes_gcm_128, Bytes(key), Bytes(nonce), Bytes("x"), Bytes(sealed)));
  EXPECT_FALSE(c.open(Cipher::aes_gcm_256, Bytes(key), Bytes(nonce), {}, Bytes(sealed)));
  EXPECT_FALSE(c.open(Cipher::aes_gcm_128, Bytes(key), Bytes(nonce), {}, Bytes("short")));
  EXPECT_FALSE(c.decrypt(Cipher::aes_cbc_128, Bytes(key), Bytes(key), Bytes("no block")));
  const std::string block = unhex("66e94bd4ef8a2c3b884cfa59ca342b2e");  // zeros under a key of zeros
  EXPECT_EQ(c.decrypt(Cipher::aes_cbc_128, Bytes(key), Bytes(key), Bytes(block)), std::string(16, '\0'));
}

}  // namespace
}  // namespace culprit::host
