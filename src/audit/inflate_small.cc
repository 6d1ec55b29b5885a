// After the description of the format in RFC 1951; canonical codes are decoded bit by bit, which is short and
// fast enough for the few kilobytes that a script carries.
#include "audit/inflate_small.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace culprit::audit {
namespace {

constexpr int kMaxBits = 15;

class Bits {
 public:
  explicit Bits(std::string_view data) : data_(data) {}
  // Beyond the end there are zeros, and `ended`.
  uint32_t take(int count) {
    while (have_ < count) {
      if (at_ >= data_.size()) ended = true;
      held_ |= (at_ < data_.size() ? static_cast<uint32_t>(static_cast<uint8_t>(data_[at_])) : 0u) << have_;
      ++at_;
      have_ += 8;
    }
    const uint32_t out = held_ & ((1u << count) - 1);
    held_ >>= count;
    have_ -= count;
    return out;
  }
  void to_byte() { held_ = 0, have_ = 0; }
  bool ended = false;

 private:
  std::string_view data_;
  size_t at_ = 0;
  uint32_t held_ = 0;
  int have_ = 0;
};

struct Code {
  std::array<uint16_t, kMaxBits + 1> count{};
  std::array<uint16_t, 288> symbol{};

  void build(const uint8_t* lengths, size_t n) {
    count.fill(0);
    for (size_t i = 0; i < n; ++i) ++count[lengths[i]];
    std::array<uint16_t, kMaxBits + 2> at{};
    for (size_t b = 1; b <= kMaxBits; ++b) at[b + 1] = static_cast<uint16_t>(at[b] + count[b]);
    for (size_t i = 0; i < n; ++i)
      if (lengths[i] != 0) symbol[at[lengths[i]]++] = static_cast<uint16_t>(i);
    count[0] = 0;
  }

  // -1: no such code.
  int decode(Bits& bits) const {
    int code = 0, first = 0, index = 0;
    for (size_t b = 1; b <= kMaxBits; ++b) {
      code |= static_cast<int>(bits.take(1));
      const int n = count[b];
      if (code - n < first) return symbol[static_cast<size_t>(index) + static_cast<size_t>(code - first)];
      index += n;
      first = (first + n) << 1;
      code <<= 1;
    }
    return -1;
  }
};

constexpr std::array<uint16_t, 29> kLength{3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                           31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<uint8_t, 29> kLengthBits{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<uint16_t, 30> kDistance{1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                             33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                             1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

class Inflater {
 public:
  Inflater(std::string_view packed, size_t limit) : bits_(packed), limit_(limit) {}

  std::optional<std::string> run() {
    bool last = false;
    while (!last && !full()) {
      last = bits_.take(1) != 0;
      const uint32_t type = bits_.take(2);
      if (bits_.ended) break;
      if (!(type == 0 ? stored() : type == 1 ? fixed() : type == 2 && dynamic())) break;
    }
    if (out_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool full() const { return out_.size() >= limit_; }

  bool stored() {
    bits_.to_byte();
    const uint32_t size = bits_.take(16), check = bits_.take(16);
    if (size != (~check & 0xffff)) return false;
    for (uint32_t i = 0; i < size && !full(); ++i) {
      const auto c = static_cast<char>(bits_.take(8));
      if (bits_.ended) return false;
      out_ += c;
    }
    return true;
  }

  bool fixed() {
    std::array<uint8_t, 288> lengths{};
    for (size_t i = 0; i < 288; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    literals_.build(lengths.data(), 288);
    lengths.fill(5);
    distances_.build(lengths.data(), 30);
    return codes();
  }

  bool dynamic() {
    static constexpr std::array<uint8_t, 19> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                   11, 4,  12, 3, 13, 2, 14, 1, 15};
    const size_t literals = bits_.take(5) + 257, distances = bits_.take(5) + 1,
                 codes_given = bits_.take(4) + 4;
    if (literals > 286 || distances > 30) return false;
    std::array<uint8_t, 320> lengths{};
    for (size_t i = 0; i < codes_given; ++i) lengths[order[i]] = static_cast<uint8_t>(bits_.take(3));
    Code of_lengths;
    of_lengths.build(lengths.data(), 19);
    lengths.fill(0);
    if (!read_lengths(of_lengths, lengths, literals + distances)) return false;
    literals_.build(lengths.data(), literals);
    distances_.build(lengths.data() + literals, distances);
    return codes();
  }

  bool read_lengths(const Code& code, std::array<uint8_t, 320>& lengths, size_t total) {
    for (size_t i = 0; i < total;) {
      const int symbol = code.decode(bits_);
      if (symbol < 0 || bits_.ended) return false;
      if (symbol < 16) {
        lengths[i++] = static_cast<uint8_t>(symbol);
        continue;
      }
      if (symbol == 16 && i == 0) return false;
      const uint8_t value = symbol == 16 ? lengths[i - 1] : uint8_t{0};
      size_t repeat = symbol == 16   ? 3 + bits_.take(2)
                      : symbol == 17 ? 3 + bits_.take(3)
                                     : 11 + bits_.take(7);
      while (repeat-- > 0 && i < total) lengths[i++] = value;
    }
    return true;
  }

  bool codes() {
    while (!full() && !bits_.ended) {
      const int symbol = literals_.decode(bits_);
      if (symbol < 0 || bits_.ended) return false;
      if (symbol == 256) return true;
      if (symbol < 256)
        out_ += static_cast<char>(symbol);
      else if (!repeat(static_cast<size_t>(symbol) - 257))
        return false;
    }
    return !bits_.ended;
  }

  bool repeat(size_t length_code) {
    if (length_code >= kLength.size()) return false;
    size_t length = kLength[length_code] + bits_.take(kLengthBits[length_code]);
    const int symbol = distances_.decode(bits_);
    if (symbol < 0 || static_cast<size_t>(symbol) >= kDistance.size()) return false;
    const size_t back = kDistance[static_cast<size_t>(symbol)] + bits_.take(symbol < 4 ? 0 : symbol / 2 - 1);
    if (back > out_.size()) return false;
    length = std::min(length, limit_ - out_.size());
    for (; length > 0; --length) out_ += out_[out_.size() - back];
    return true;
  }

  Bits bits_;
  size_t limit_;
  std::string out_;
  Code literals_, distances_;
};

// What follows a gzip header, or nothing.
std::string_view behind_gzip(std::string_view s) {
  const auto flags = static_cast<uint8_t>(s[3]);
  size_t at = 10;
  const auto byte = [&](size_t i) { return i < s.size() ? static_cast<uint8_t>(s[i]) : uint8_t{0}; };
  if ((flags & 4) != 0) at += 2u + byte(at) + 256u * byte(at + 1);
  for (const uint8_t flag : {uint8_t{8}, uint8_t{16}})
    if ((flags & flag) != 0) at = std::min(s.find('\0', std::min(at, s.size())), s.size() - 1) + 1;
  if ((flags & 2) != 0) at += 2;
  return at < s.size() ? s.substr(at) : std::string_view{};
}

}  // namespace

std::optional<std::string> inflate_raw(std::string_view packed, size_t limit) {
  return Inflater(packed, limit).run();
}

std::optional<std::string> inflate_any(std::string_view packed, size_t limit) {
  if (packed.size() > 18 && packed.starts_with("\x1f\x8b")) return inflate_raw(behind_gzip(packed), limit);
  if (packed.size() > 6 && (packed[0] & 0x0f) == 8 &&
      (static_cast<uint8_t>(packed[0]) * 256u + static_cast<uint8_t>(packed[1])) % 31 == 0)
    return inflate_raw(packed.substr(2), limit);
  return inflate_raw(packed, limit);
}

}  // namespace culprit::audit
