// Hellos of TLS and QUIC, with the host's cryptography.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "engine/engine.h"
#include "host/abilities.h"
#include "message/quic_initial.h"
#include "message/talk_test.h"
#include "message/tls_hello.h"
#include "packet/build_test.h"

namespace culprit::message {
namespace {

using namespace std::string_literals;

std::string be(size_t value, size_t bytes) {
  std::string out;
  while (bytes-- != 0) out += static_cast<char>(value >> (8 * bytes) & 255);
  return out;
}
std::string sized(size_t bytes, const std::string& text) { return be(text.size(), bytes) + text; }
std::string list(std::initializer_list<int> values) {
  std::string out;
  for (const int v : values) out += be(static_cast<size_t>(v), 2);
  return out;
}
std::string extension(size_t kind, const std::string& body) { return be(kind, 2) + sized(2, body); }

// What Chrome 112 sends, with the reserved values in it: the example of JA4's description.
std::string chrome_hello(const std::string& name = "example.com") {
  const std::string ciphers = list({0x1a1a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9,
                                    0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035});
  const std::string signatures = list({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601});
  std::string extensions = extension(0x2a2a, "") + extension(0, sized(2, "\0"s + sized(2, name)));
  for (const size_t kind : {0x17, 0xff01, 0x0a, 0x0b, 0x23, 0x05, 0x12, 0x33, 0x2d, 0x1b, 0x4469, 0x15})
    extensions += extension(kind, "");
  extensions += extension(0x10, sized(2, "\2h2\x08http/1.1")) + extension(0x0d, sized(2, signatures)) +
                extension(0x2b, sized(1, list({0x3a3a, 0x0304, 0x0303}))) + extension(0x1a1a, "\0"s);
  const std::string body =
      "\3\3" + std::string(32, 'r') + "\0"s + sized(2, ciphers) + "\1\0"s + sized(2, extensions);
  return "\1"s + sized(3, body);
}

TEST(TlsHello, FingerprintAsPublished) {
  const std::string hello = chrome_hello();
  const auto read = read_client_hello(Bytes(hello).sub(4));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->server_name, "example.com");
  EXPECT_EQ(read->alpn, "h2");
  EXPECT_EQ(read->version, 0x0304);
  EXPECT_EQ(ja4(*read, 't', *host::abilities().crypto), "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

// What the hello says of the program is told of each frame of the conversation.
TEST(TlsHello, AFrameTellsWhatItsProgramSaid) {
  using namespace packet::tcp_flag;
  using namespace culprit::test;
  const std::string hello = chrome_hello(), record = "\x16\3\1" + sized(2, hello);
  const std::vector<Buffer> packets{ethernet(ip4({.proto = 6}, tcp(40000, 443, 1, 0, syn, ""))),
                                    ethernet(ip4({.proto = 6}, tcp(40000, 443, 2, 1, ack, record)))};
  Engine engine({.abilities = host::abilities(), .frame = {0, 2}});
  for (size_t i = 0; i < packets.size(); ++i) {
    const capture::Frame f = frame(packets[i], i + 1, static_cast<int64_t>(i));
    engine.feed({&f, 1});
  }
  engine.close();
  const auto story = engine.frame_story();
  ASSERT_TRUE(story);
  std::string said;
  for (const Sentence& s : story->program)
    if (!s.params.empty()) said += s.key + '=' + s.params.front().text + ' ';
  EXPECT_NE(said.find("program.ja4=t13d1516h2_8daaf6152771_e5627efa2ab1 "), std::string::npos) << said;
  EXPECT_NE(said.find("program.server-name=example.com "), std::string::npos) << said;
  EXPECT_NE(said.find("program.offered=h2 "), std::string::npos) << said;
}

TEST(TlsHello, EveryCutIsSurvived) {
  const std::string hello = chrome_hello();
  for (size_t size = 0; size < hello.size(); ++size)
    if (const auto read = read_client_hello(Bytes(hello).sub(4, size)))
      ja4(*read, 't', *host::abilities().crypto);
}

std::string record(const std::string& text) { return "\x16\3\1" + sized(2, text); }

TEST(TlsReader, NamesTheServer) {
  Talk t(443, host::abilities());
  const std::string hello = chrome_hello();
  t.client(record(hello.substr(0, 100))).client(record(hello.substr(100)));
  EXPECT_EQ(t.heard.content, "tls");
  EXPECT_EQ(t.heard.notes,
            "server-name(example.com 772) offered(h2) client-hello(t13d1516h2_8daaf6152771_e5627efa2ab1) ");
  EXPECT_EQ(t.heard.names, "example.com=192.0.2.53(server-name) ");
}

// A certificate for a.test and b.test, issued by itself to CN=a.test: only what is read of it.
std::string certificate(bool self) {
  const auto tlv = [](int tag, const std::string& in) {
    return std::string(1, static_cast<char>(tag)) +
           (in.size() < 128 ? be(in.size(), 1) : "\x82" + be(in.size(), 2)) + in;
  };
  const auto name = [&](const std::string& cn) {
    return tlv(0x30, tlv(0x31, tlv(0x30, tlv(6, "\x55\4\3") + tlv(0x0c, cn))));
  };
  const std::string alt = tlv(0x30, tlv(0x82, "a.test") + tlv(0x82, "*.b.test"));
  const std::string extensions = tlv(0xa3, tlv(0x30, tlv(0x30, tlv(6, "\x55\x1d\x11") + tlv(4, alt))));
  const std::string body = tlv(0xa0, tlv(2, "\2")) + tlv(2, "\1") + tlv(0x30, "") +
                           name(self ? "a.test" : "some CA") + tlv(0x30, "") + name("a.test") +
                           tlv(0x30, std::string(200, 'k')) + extensions;
  return tlv(0x30, tlv(0x30, body) + tlv(0x30, "") + tlv(3, "sig"));
}

TEST(TlsReader, CertificatesNameTheServerToo) {
  const std::string hello = "\2"s + sized(3, "\3\3" + std::string(32, 's') + "\0\xc0\x2f\0"s);
  const std::string certificates =
      "\x0b"s + sized(3, sized(3, sized(3, certificate(true)) + sized(3, certificate(false))));
  Talk t(443, host::abilities());
  t.client(record(chrome_hello("")))
      .server(record(hello + certificates.substr(0, 50)))
      .server(record(certificates.substr(50)));
  EXPECT_NE(t.heard.notes.find("certificate(a.test 1) certificate(*.b.test 1) "), std::string::npos)
      << t.heard.notes;
  EXPECT_EQ(t.heard.names, "a.test=192.0.2.53(certificate) ");
  EXPECT_FALSE(t.interested());
}

// Seals an Initial packet as a client does, with OpenSSL itself (RFC 9001 sections 5.3 and 5.4).
std::string sealed_initial(uint32_t version, std::string_view salt, const std::string& prefix,
                           const std::string& frames, bool second) {
  const Crypto& c = *host::abilities().crypto;
  const std::string id = "\x83\x94\xc8\xf0\x3e\x51\x57\x08";
  const std::string secret = hkdf_expand_label(
      c, Digest::sha256, Bytes(c.hmac(Digest::sha256, Bytes(salt), Bytes(id))), "client in", {}, 32);
  const auto derive = [&](const std::string& what, size_t size) {
    return hkdf_expand_label(c, Digest::sha256, Bytes(secret), prefix + what, {}, size);
  };
  const std::string key = derive(" key", 16), hp = derive(" hp", 16);
  std::string nonce = derive(" iv", 12);
  nonce[11] = static_cast<char>(nonce[11] ^ 2);
  const std::string padded = frames + std::string(1162 - frames.size(), '\0');
  std::string head = std::string(1, second ? '\xd3' : '\xc3') + be(version, 4) + sized(1, id) + "\0\0"s +
                     be(0x4000 + 4 + padded.size() + 16, 2) + be(2, 4);
  std::string out(padded.size() + 16, '\0');
  int size = 0;
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  const auto raw = [](std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); };
  const auto in = [](const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); };
  EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nullptr, in(key), in(nonce));
  EVP_EncryptUpdate(context, nullptr, &size, in(head), static_cast<int>(head.size()));
  EVP_EncryptUpdate(context, raw(out), &size, in(padded), static_cast<int>(padded.size()));
  EVP_EncryptFinal_ex(context, raw(out) + size, &size);
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, raw(out) + padded.size());
  EVP_CIPHER_CTX_free(context);
  const std::string mask = c.aes_block(Bytes(hp), Bytes(out).sub(0, 16));
  head[0] = static_cast<char>(head[0] ^ (mask[0] & 0x0f));
  for (size_t i = 0; i < 4; ++i)
    head[head.size() - 4 + i] = static_cast<char>(head[head.size() - 4 + i] ^ mask[1 + i]);
  return head + out;
}

constexpr std::string_view kSalt1(
    "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", 20);
constexpr std::string_view kSalt2(
    "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", 20);

std::string crypto_frame(size_t offset, const std::string& text) {
  return "\6" + be(0x4000 + offset, 2) + be(0x4000 + text.size(), 2) + text;
}

TEST(Quic, NamesTheServer) {
  const std::string hello = chrome_hello();
  const std::string frames =
      crypto_frame(200, hello.substr(200)) + "\1" + crypto_frame(0, hello.substr(0, 200)) + "\2\5\0\0\5"s;
  const std::string wanted =
      "server-name(example.com 772) offered(h2) client-hello(q13d1516h2_8daaf6152771_e5627efa2ab1) ";
  const std::string first = sealed_initial(1, kSalt1, "quic", frames, false);
  ASSERT_EQ(first.size(), 1200u);
  EXPECT_EQ(heard_of(first, 40000, 443, host::abilities()).notes, wanted);
  EXPECT_EQ(
      heard_of(sealed_initial(0x6b3343cf, kSalt2, "quicv2", frames, true), 40000, 443, host::abilities())
          .notes,
      wanted);
  EXPECT_EQ(heard_of(first, 40000, 443).notes, "") << "without cryptography";
  std::string broken = first;
  broken[600] = static_cast<char>(broken[600] ^ 1);
  EXPECT_EQ(heard_of(broken, 40000, 443, host::abilities()).notes, "");
}

TEST(Quic, AHelloInTwoPackets) {
  const std::string hello = chrome_hello();
  Heard heard;
  Datagrams datagrams(heard, host::abilities());
  flow::Conversation c;
  for (const std::string& frames :
       {crypto_frame(150, hello.substr(150)), crypto_frame(0, hello.substr(0, 150))}) {
    EXPECT_EQ(heard.notes, "");
    const std::string packet = sealed_initial(1, kSalt1, "quic", frames, false);
    packet::Packet p;
    p.src_port = 40000;
    p.dst_port = 443;
    p.src = Address::ip4(1);
    p.dst = Address::ip4(2);
    p.payload = Bytes(packet);
    p.payload_wire = 1200;
    datagrams.feed(p, c, 0);
  }
  EXPECT_EQ(heard.names, "example.com=0.0.0.2(server-name) ");
}

}  // namespace
}  // namespace culprit::message
