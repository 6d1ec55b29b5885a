#include "message/hpack.h"

#include <algorithm>
#include <array>

namespace culprit::message {
namespace {

/// RFC 7541 appendix A.
constexpr std::array<std::pair<std::string_view, std::string_view>, 61> kStatic{{
    {":authority", ""},
    {":method", "GET"},
    {":method", "POST"},
    {":path", "/"},
    {":path", "/index.html"},
    {":scheme", "http"},
    {":scheme", "https"},
    {":status", "200"},
    {":status", "204"},
    {":status", "206"},
    {":status", "304"},
    {":status", "400"},
    {":status", "404"},
    {":status", "500"},
    {"accept-charset", ""},
    {"accept-encoding", "gzip, deflate"},
    {"accept-language", ""},
    {"accept-ranges", ""},
    {"accept", ""},
    {"access-control-allow-origin", ""},
    {"age", ""},
    {"allow", ""},
    {"authorization", ""},
    {"cache-control", ""},
    {"content-disposition", ""},
    {"content-encoding", ""},
    {"content-language", ""},
    {"content-length", ""},
    {"content-location", ""},
    {"content-range", ""},
    {"content-type", ""},
    {"cookie", ""},
    {"date", ""},
    {"etag", ""},
    {"expect", ""},
    {"expires", ""},
    {"from", ""},
    {"host", ""},
    {"if-match", ""},
    {"if-modified-since", ""},
    {"if-none-match", ""},
    {"if-range", ""},
    {"if-unmodified-since", ""},
    {"last-modified", ""},
    {"link", ""},
    {"location", ""},
    {"max-forwards", ""},
    {"proxy-authenticate", ""},
    {"proxy-authorization", ""},
    {"range", ""},
    {"referer", ""},
    {"refresh", ""},
    {"retry-after", ""},
    {"server", ""},
    {"set-cookie", ""},
    {"strict-transport-security", ""},
    {"transfer-encoding", ""},
    {"user-agent", ""},
    {"vary", ""},
    {"via", ""},
    {"www-authenticate", ""},
}};

/// RFC 7541 appendix B: how long each byte's code is; the last is that of the end. The codes themselves
/// follow: shorter ones first, of one length in the order of the bytes.
constexpr std::array<uint8_t, 257> kLengths{
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 6,  10, 10, 12, 13, 6,  8,  11, 10, 10, 8,  11, 8,  6,  6,  6,  5,  5,  5,  6,
    6,  6,  6,  6,  6,  6,  7,  8,  15, 6,  12, 10, 13, 6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,
    7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8,  13, 19, 13, 14, 6,  15, 5,  6,  5,  6,  5,  6,  6,
    6,  5,  7,  7,  6,  6,  6,  5,  6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7,  15, 11, 14, 13, 28, 20, 22,
    20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23,
    22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22,
    23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22,
    25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30};
constexpr size_t kLongest = 30, kEnd = 256;

/// Bytes by code: those of one length stand together, from the first code of that length.
struct Codes {
  std::array<uint16_t, 257> symbols{};
  std::array<uint32_t, kLongest + 1> first{}, count{};
  std::array<uint16_t, kLongest + 1> place{};
};

constexpr Codes make_codes() {
  Codes c;
  uint32_t code = 0;
  size_t placed = 0;
  for (size_t length = 1; length <= kLongest; ++length) {
    code <<= 1;
    c.first[length] = code;
    c.place[length] = static_cast<uint16_t>(placed);
    for (size_t s = 0; s < kLengths.size(); ++s)
      if (kLengths[s] == length) c.symbols[placed++] = static_cast<uint16_t>(s), ++c.count[length], ++code;
  }
  return c;
}
constexpr Codes kCodes = make_codes();

}  // namespace

std::optional<std::string> hpack_text(Bytes coded, size_t max_out) {
  std::string out;
  uint32_t code = 0;
  size_t length = 0;
  for (size_t i = 0; i < coded.size() * 8; ++i) {
    code = code << 1 | (coded[i / 8] >> (7 - i % 8) & 1U);
    ++length;
    if (length > kLongest) return std::nullopt;
    const uint32_t at = code - kCodes.first[length];
    if (code < kCodes.first[length] || at >= kCodes.count[length]) continue;
    const uint16_t symbol = kCodes.symbols[kCodes.place[length] + at];
    if (symbol == kEnd || out.size() >= max_out) return std::nullopt;
    out += static_cast<char>(symbol);
    code = 0;
    length = 0;
  }
  // What fills the last byte is the beginning of the end's code: ones, fewer than eight.
  return length < 8 && code == (1U << length) - 1 ? std::optional(std::move(out)) : std::nullopt;
}

// Section 5.1: what fits into the prefix, else bytes of seven bits each.
Hpack::Integer Hpack::integer(Bytes& rest, unsigned prefix_bits) {
  if (rest.empty()) return {};
  const unsigned all = (1U << prefix_bits) - 1;
  uint64_t value = rest[0] & all;
  size_t at = 1;
  for (unsigned shift = 0; value >= all && shift <= 28; shift += 7) {
    if (!rest.has(at, 1)) return {};
    const uint8_t byte = rest[at++];
    value += uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80) == 0) break;
    if (shift == 28) return {};
  }
  rest = rest.sub(at);
  return {value, true};
}

std::optional<std::string> Hpack::text(Bytes& rest) {
  const bool coded = (rest[0] & 0x80) != 0;
  const Integer size = integer(rest, 7);
  if (!size.good || size.value > rest.size()) return std::nullopt;
  const Bytes bytes = rest.sub(0, static_cast<size_t>(size.value));
  rest = rest.sub(bytes.size());
  if (coded) return hpack_text(bytes, kMaxText);
  return std::string(bytes.text());
}

std::optional<HeaderField> Hpack::indexed(uint64_t index) const {
  if (index >= 1 && index <= kStatic.size()) {
    const auto& [name, value] = kStatic[static_cast<size_t>(index) - 1];
    return HeaderField(name, value);
  }
  const uint64_t at = index - kStatic.size() - 1;
  if (index == 0 || at >= table_.size()) return std::nullopt;
  return table_[static_cast<size_t>(at)];
}

std::optional<HeaderField> Hpack::literal(Bytes& rest, unsigned prefix_bits) {
  const Integer index = integer(rest, prefix_bits);
  if (!index.good) return std::nullopt;
  std::optional<std::string> name;
  if (index.value == 0) {
    name = text(rest);
  } else if (auto known = indexed(index.value)) {
    name = std::move(known->first);
  }
  auto value = name ? text(rest) : std::nullopt;
  if (!value) return std::nullopt;
  return HeaderField(std::move(*name), std::move(*value));
}

// Section 4.1: an entry counts 32 bytes more than its text.
void Hpack::add(const HeaderField& field) {
  const size_t size = field.first.size() + field.second.size() + 32;
  shrink(limit_ - std::min(limit_, size));
  if (size > limit_) return;
  table_.push_front(field);
  size_ += size;
}

void Hpack::shrink(size_t size) {
  while (size_ > size && !table_.empty()) {
    size_ -= table_.back().first.size() + table_.back().second.size() + 32;
    table_.pop_back();
  }
}

std::optional<std::vector<HeaderField>> Hpack::read(Bytes rest) {
  std::vector<HeaderField> out;
  while (!rest.empty()) {
    const uint8_t kind = rest[0];
    std::optional<HeaderField> field;
    if ((kind & 0x80) != 0) {
      const Integer index = integer(rest, 7);
      if (index.good) field = indexed(index.value);
    } else if ((kind & 0xe0) == 0x20) {
      const Integer size = integer(rest, 5);
      if (!size.good || size.value > kMaxTable) return std::nullopt;
      limit_ = static_cast<size_t>(size.value);
      shrink(limit_);
      continue;
    } else if ((kind & 0xc0) == 0x40) {
      field = literal(rest, 6);
      if (field) add(*field);
    } else {
      field = literal(rest, 4);
    }
    if (!field) return std::nullopt;
    if (out.size() < kMaxFields) out.push_back(std::move(*field));
  }
  return out;
}

}  // namespace culprit::message
