// Byte strings in network order: what every packet here is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace generate {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

// Appends big-endian fields, in the order in which a standard lists them.
class Writer {
 public:
  Writer& u8(std::uint64_t value) { return number(value, 1); }
  Writer& u16(std::uint64_t value) { return number(value, 2); }
  Writer& u32(std::uint64_t value) { return number(value, 4); }
  Writer& u64(std::uint64_t value) { return number(value, 8); }
  Writer& bytes(View view) {
    out_.insert(out_.end(), view.begin(), view.end());
    return *this;
  }
  Writer& text(std::string_view text) {
    out_.insert(out_.end(), text.begin(), text.end());
    return *this;
  }
  Writer& zeros(std::size_t count) {
    out_.resize(out_.size() + count);
    return *this;
  }
  Bytes take() { return std::move(out_); }

 private:
  Writer& number(std::uint64_t value, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8)
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
  }

  Bytes out_;
};

inline Bytes to_bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

template <typename Container>
void put_u16(Container& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace generate
