// TLS spoken by OpenSSL with itself, recorded, and read with its keys.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "host/abilities.h"
#include "message/talk_test.h"
#include "message/tls_keys.h"

namespace culprit::message {
namespace {

struct Free {
  void operator()(SSL* p) const { SSL_free(p); }
  void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<X509> certificate(EVP_PKEY* key) {
  Owned<X509> x(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(x.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(x.get()), 3600);
  X509_set_pubkey(x.get(), key);
  X509_NAME* name = X509_get_subject_name(x.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("inside.test"),
                             -1, -1, 0);
  X509_set_issuer_name(x.get(), name);
  X509_sign(x.get(), key, EVP_sha256());
  return x;
}

std::string* g_keys = nullptr;  // OpenSSL's callback has no other way back

/// What two ends said to each other, piece by piece.
struct Recording {
  std::vector<std::pair<flow::Side, std::string>> pieces;
  std::string keys;
};

class Pair {
 public:
  Pair(int version, const char* ciphers, bool rsa, uint64_t options = 0) {
    server_context_.reset(SSL_CTX_new(TLS_server_method()));
    client_context_.reset(SSL_CTX_new(TLS_client_method()));
    Owned<EVP_PKEY> key(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"));
    const Owned<X509> x = certificate(key.get());
    SSL_CTX_use_certificate(server_context_.get(), x.get());
    SSL_CTX_use_PrivateKey(server_context_.get(), key.get());
    SSL_CTX_set_keylog_callback(client_context_.get(),
                                [](const SSL*, const char* line) { *g_keys += std::string(line) + '\n'; });
    for (SSL_CTX* c : {server_context_.get(), client_context_.get()}) {
      SSL_CTX_set_min_proto_version(c, version);
      SSL_CTX_set_max_proto_version(c, version);
      SSL_CTX_set_options(c, options);
      version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(c, ciphers) : SSL_CTX_set_cipher_list(c, ciphers);
    }
    server_ = end(server_context_.get());
    client_ = end(client_context_.get());
    SSL_set_accept_state(server_.get());
    SSL_set_connect_state(client_.get());
    SSL_set_tlsext_host_name(client_.get(), "inside.test");
  }

  Recording talk(const std::string& request, const std::string& answer, bool update) {
    Recording out;
    g_keys = &out.keys;
    for (int i = 0; i < 10; ++i) {
      SSL_do_handshake(client_.get());
      move(client_.get(), server_.get(), flow::from_client, out);
      SSL_do_handshake(server_.get());
      move(server_.get(), client_.get(), flow::from_server, out);
    }
    EXPECT_TRUE(SSL_is_init_finished(client_.get()) && SSL_is_init_finished(server_.get()));
    if (update) SSL_key_update(client_.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
    say(client_.get(), server_.get(), request, flow::from_client, out);
    say(server_.get(), client_.get(), answer, flow::from_server, out);
    return out;
  }

 private:
  static Owned<SSL> end(SSL_CTX* context) {
    Owned<SSL> s(SSL_new(context));
    SSL_set_bio(s.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    return s;
  }
  static void move(SSL* from, SSL* to, flow::Side side, Recording& out) {
    char buffer[20000];
    for (int n; (n = BIO_read(SSL_get_wbio(from), buffer, sizeof buffer)) > 0;) {
      out.pieces.emplace_back(side, std::string(buffer, static_cast<size_t>(n)));
      BIO_write(SSL_get_rbio(to), buffer, n);
    }
  }
  static void say(SSL* from, SSL* to, const std::string& text, flow::Side side, Recording& out) {
    EXPECT_GT(SSL_write(from, text.data(), static_cast<int>(text.size())), 0);
    move(from, to, side, out);
    char buffer[20000];
    while (SSL_read(to, buffer, sizeof buffer) > 0) {
    }
  }

  Owned<SSL_CTX> server_context_, client_context_;
  Owned<SSL> server_, client_;
};

Heard heard(const Recording& r, const std::string& keys, size_t cut_to) {
  TlsDecryption decryption;
  decryption.keys.add(keys);
  Abilities abilities = host::abilities();
  abilities.tls = &decryption;
  Talk t(443, abilities);
  for (const auto& [side, piece] : r.pieces)
    for (size_t at = 0; at < piece.size(); at += cut_to)
      side == flow::from_client ? t.client(piece.substr(at, cut_to)) : t.server(piece.substr(at, cut_to));
  return t.heard;
}

const std::string kRequest =
    "POST /up/x.php HTTP/1.1\r\nHost: inside.test\r\nContent-Length: 21\r\n\r\nhost=192.0.2.9&time=6";
const std::string kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct Variant {
  const char* name;
  int version;
  const char* ciphers;
  bool rsa = false;
  bool update = false;
  uint64_t options = 0;
};
const Variant kVariants[]{
    {"1.3 AES-128", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"},
    {"1.3 AES-256", TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384"},
    {"1.3 ChaCha", TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256"},
    {"1.3 with a new key", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", false, true},
    {"1.2 ECDHE AES-128", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"1.2 ECDHE AES-256", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"1.2 ChaCha", TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"1.2 CBC", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256"},
    {"1.2 CBC SHA-384", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384"},
    {"1.2 CBC, signed before encryption", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA", false, false,
     SSL_OP_NO_ENCRYPT_THEN_MAC},
    {"1.2 RSA", TLS1_2_VERSION, "AES128-GCM-SHA256", true},
};

TEST(Decrypt, WhatIsSaidInside) {
  for (const Variant& v : kVariants) {
    const Recording r = Pair(v.version, v.ciphers, v.rsa, v.options).talk(kRequest, kAnswer, v.update);
    for (const size_t cut : {size_t{100000}, size_t{700}, size_t{1}}) {
      const Heard h = heard(r, r.keys, cut);
      ASSERT_EQ(h.messages.size(), 1u) << v.name << ' ' << cut;
      EXPECT_EQ(h.messages[0].line, "POST /up/x.php HTTP/1.1") << v.name;
      EXPECT_TRUE(h.messages[0].decrypted);
      EXPECT_EQ(h.messages[0].status, 200) << v.name;
      EXPECT_EQ(h.content, "tls");
      EXPECT_NE(h.notes.find("certificate(inside.test 1)"), std::string::npos) << v.name << ": " << h.notes;
    }
    EXPECT_TRUE(heard(r, "", 100000).messages.empty()) << "without keys";
  }
}

// Keys of another connection, damaged keys, and damaged records show nothing and do no harm.
TEST(Decrypt, WrongKeysAndDamage) {
  for (const Variant& v : kVariants) {
    Recording r = Pair(v.version, v.ciphers, v.rsa, v.options).talk(kRequest, kAnswer, v.update);
    std::string wrong = r.keys;
    for (size_t end = wrong.find('\n'); end != std::string::npos; end = wrong.find('\n', end + 1))
      wrong[end - 1] = wrong[end - 1] == '0' ? '1' : '0';
    EXPECT_TRUE(heard(r, wrong, 100000).messages.empty()) << v.name;
    for (size_t i = 0; i < r.pieces.size(); ++i) {
      Recording damaged = r;
      damaged.pieces[i].second[damaged.pieces[i].second.size() / 2] ^= 1;
      heard(damaged, r.keys, 100000);
      damaged.pieces.erase(damaged.pieces.begin() + static_cast<std::ptrdiff_t>(i));
      heard(damaged, r.keys, 100000);
    }
  }
}

TEST(TlsKeys, LinesOfTheFormat) {
  const std::string random(64, 'a'), secret(96, 'b');
  TlsKeys keys;
  keys.add("# comment\nCLIENT_RANDOM " + random + ' ' + secret + "\r\nSERVER_TRAFFIC_SECRET_0 " + random +
           ' ' + secret + "\nRSA 0123 4567\nCLIENT_RANDOM " + random + " xyz\nCLIENT_RANDOM short " + secret +
           "\nEARLY_EXPORTER_SECRET " + random + ' ' + secret);
  const TlsSecrets* s = keys.find(std::string(32, '\xaa'));
  ASSERT_NE(s, nullptr);
  EXPECT_EQ(s->master, std::string(48, '\xbb'));
  EXPECT_EQ(s->traffic[flow::from_server], std::string(48, '\xbb'));
  EXPECT_TRUE(s->handshake[0].empty());
  EXPECT_EQ(keys.find("other"), nullptr);
}

}  // namespace
}  // namespace culprit::message
