#include "message/tls_hello.h"

#include <algorithm>

#include "message/ber.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr size_t kMaxList = 256, kMaxNames = 8;

/// Reserved values by which programs test that unknown ones are passed over (RFC 8701).
bool is_grease(uint16_t v) { return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff); }

/// Takes fields off the front of a structure; once one does not fit, all that follow are empty.
class Cutter {
 public:
  explicit Cutter(Bytes b) : rest_(b) {}
  bool good() const { return good_; }
  bool empty() const { return rest_.empty(); }
  Bytes take(size_t size) {
    good_ = good_ && rest_.has(0, size);
    if (!good_) return {};
    const Bytes out = rest_.sub(0, size);
    rest_ = rest_.sub(size);
    return out;
  }
  /// A field behind its length of one, two or three bytes.
  Bytes vector(size_t length_bytes) {
    const Bytes length = take(length_bytes);
    size_t size = 0;
    for (size_t i = 0; i < length.size(); ++i) size = size << 8 | length[i];
    return take(size);
  }

 private:
  Bytes rest_;
  bool good_ = true;
};

std::vector<uint16_t> numbers(Bytes list) {
  std::vector<uint16_t> out;
  for (size_t at = 0; at + 2 <= list.size() && out.size() < kMaxList; at += 2)
    if (!is_grease(list.be16(at))) out.push_back(list.be16(at));
  return out;
}

uint16_t highest(const std::vector<uint16_t>& versions, uint16_t otherwise) {
  return versions.empty() ? otherwise : *std::ranges::max_element(versions);
}

void take_extension(ClientHello& hello, uint16_t kind, Bytes body) {
  Cutter cut(body);
  if (kind == 0) {  // server_name: a list of kind and name
    Cutter list(cut.vector(2));
    list.take(1);
    hello.server_name = list.vector(2).text();
  } else if (kind == 13) {
    hello.signatures = numbers(cut.vector(2));
  } else if (kind == 16) {
    hello.alpn = Cutter(cut.vector(2)).vector(1).text();
  } else if (kind == 43) {
    hello.version = highest(numbers(cut.vector(1)), hello.version);
  }
}

const char* version_letters(uint16_t v) {
  switch (v) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfeff:
      return "d1";
    case 0xfefd:
      return "d2";
    case 0xfefc:
      return "d3";
    default:
      return "00";
  }
}

constexpr char kHex[] = "0123456789abcdef";

std::string two_digits(size_t n) {
  n = std::min<size_t>(n, 99);
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

bool is_letter(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

// First and last letter of the first protocol; of its hexadecimal form where one of them is no letter or
// digit.
std::string alpn_letters(std::string_view alpn) {
  if (alpn.empty()) return "00";
  const char first = alpn.front(), last = alpn.back();
  if (is_letter(first) && is_letter(last)) return {first, last};
  return {kHex[static_cast<uint8_t>(first) >> 4], kHex[static_cast<uint8_t>(last) & 15]};
}

std::string joined(std::vector<uint16_t> values, bool sorted) {
  if (sorted) std::ranges::sort(values);
  std::string out;
  for (const uint16_t v : values) {
    if (!out.empty()) out += ',';
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[v >> shift & 15];
  }
  return out;
}

std::string short_hash(const std::string& text, const Crypto& crypto) {
  if (text.empty()) return "000000000000";
  const std::string hash = crypto.digest(Digest::sha256, Bytes(text));
  std::string out;
  for (size_t i = 0; i < 6 && i < hash.size(); ++i)
    (out += kHex[static_cast<uint8_t>(hash[i]) >> 4]) += kHex[static_cast<uint8_t>(hash[i]) & 15];
  return out;
}

// The next field of a SEQUENCE, and the rest of it behind.
BerElement next(Bytes& fields) {
  const BerElement e = ber(fields);
  fields = ber_after(fields);
  return e;
}

std::string_view clean(Bytes name) {
  return name.size() <= 253 && is_text(name) ? name.text() : std::string_view();
}

void add_name(Certificate& c, Bytes name) {
  if (c.names.size() < kMaxNames && !clean(name).empty()) c.names.emplace_back(clean(name));
}

// Extensions: SEQUENCE OF SEQUENCE { OID, [critical], OCTET STRING }; subjectAltName is 2.5.29.17, a dNSName
// in it [2].
void alternative_names(Certificate& c, Bytes extensions) {
  for (int i = 0; i < 64 && ber(extensions).head != 0; ++i) {
    Bytes one = next(extensions).inside;
    const BerElement id = next(one);
    if (!id.inside.starts_with("\x55\x1d\x11") || id.size != 3) continue;
    if (ber(one).tag == 1) next(one);
    Bytes names = ber_inside(ber_inside(one, 4), 0x30);
    for (int k = 0; k < 256 && ber(names).head != 0; ++k)
      if (const BerElement name = next(names); name.tag == 0x82) add_name(c, name.inside);
  }
}

// Name: SEQUENCE OF SET OF SEQUENCE { OID, string }; commonName is 2.5.4.3.
void common_name(Certificate& c, Bytes subject) {
  for (int i = 0; i < 32 && ber(subject).head != 0; ++i) {
    Bytes pair = ber_inside(next(subject).inside, 0x30);
    const BerElement id = next(pair);
    if (id.inside.starts_with("\x55\x04\x03") && id.size == 3) add_name(c, ber(pair).inside);
  }
}

}  // namespace

std::optional<ClientHello> read_client_hello(Bytes body, bool datagrams) {
  ClientHello hello;
  Cutter cut(body);
  hello.version = cut.take(2).be16(0);
  hello.random = cut.take(32).text();
  cut.vector(1);  // session
  if (datagrams) cut.vector(1);
  hello.ciphers = numbers(cut.vector(2));
  cut.vector(1);  // compression
  if (!cut.good()) return std::nullopt;
  Cutter list(cut.empty() ? Bytes{} : cut.vector(2));
  for (size_t i = 0; i < kMaxList && list.good() && !list.empty(); ++i) {
    const uint16_t kind = list.take(2).be16(0);
    const Bytes inside = list.vector(2);
    if (!list.good()) break;
    if (!is_grease(kind)) hello.extensions.push_back(kind);
    take_extension(hello, kind, inside);
  }
  return hello;
}

std::optional<ServerHello> read_server_hello(Bytes body) {
  ServerHello hello;
  Cutter cut(body);
  hello.version = cut.take(2).be16(0);
  hello.random = cut.take(32).text();
  cut.vector(1);
  hello.cipher = cut.take(2).be16(0);
  cut.take(1);
  if (!cut.good()) return std::nullopt;
  Cutter list(cut.empty() ? Bytes{} : cut.vector(2));
  for (size_t i = 0; i < kMaxList && list.good() && !list.empty(); ++i) {
    const uint16_t kind = list.take(2).be16(0);
    const Bytes inside = list.vector(2);
    hello.encrypt_then_mac = hello.encrypt_then_mac || kind == 22;
    if (kind == 43 && inside.size() == 2) hello.version = inside.be16(0);
    if (kind == 16) hello.alpn = Cutter(Cutter(inside).vector(2)).vector(1).text();
  }
  return hello;
}

std::string ja4(const ClientHello& hello, char transport, const Crypto& crypto) {
  std::vector<uint16_t> counted = hello.extensions;
  const bool named = std::ranges::count(counted, 0) != 0;
  std::string out(1, transport);
  out += version_letters(hello.version);
  out += named ? 'd' : 'i';
  out += two_digits(hello.ciphers.size()) + two_digits(counted.size()) + alpn_letters(hello.alpn);
  std::erase(counted, 0);
  std::erase(counted, 16);
  std::string kinds = joined(counted, true);
  if (!hello.signatures.empty()) kinds += '_' + joined(hello.signatures, false);
  return out + '_' + short_hash(joined(hello.ciphers, true), crypto) + '_' +
         short_hash(hello.extensions.empty() ? "" : kinds, crypto);
}

// Certificate: SEQUENCE { TBSCertificate: SEQUENCE { [0] version, serial, algorithm, issuer, validity,
// subject, key, [1], [2], [3] extensions } ... (RFC 5280 section 4.1)
std::optional<Certificate> read_certificate(Bytes der) {
  Bytes fields = ber_inside(ber_inside(der, 0x30), 0x30);
  if (ber(fields).tag == 0xa0) next(fields);
  next(fields);
  next(fields);
  const BerElement issuer = next(fields);
  next(fields);
  const BerElement subject = next(fields);
  if (subject.tag != 0x30 || subject.head == 0) return std::nullopt;
  Certificate c;
  c.self_signed = issuer.inside.text() == subject.inside.text();
  for (int i = 0; i < 4 && ber(fields).head != 0; ++i)
    if (const BerElement e = next(fields); e.tag == 0xa3) alternative_names(c, ber_inside(e.inside, 0x30));
  if (c.names.empty()) common_name(c, subject.inside);
  return c;
}

}  // namespace culprit::message
