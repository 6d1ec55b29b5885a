// A bounds-checked view over bytes that somebody else wrote.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace culprit {

/// View over `size()` bytes. A read that would pass the end gives 0, so a parser may read first and ask
/// `has()` where the difference matters; it can never touch memory outside the view. The owner of the bytes
/// must outlive it.
class Bytes {
 public:
  constexpr Bytes() = default;
  constexpr Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  explicit Bytes(std::string_view text)
      : data_(reinterpret_cast<const uint8_t*>(text.data())), size_(text.size()) {}

  constexpr const uint8_t* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr bool has(size_t offset, size_t count) const { return offset <= size_ && count <= size_ - offset; }

  constexpr uint8_t operator[](size_t offset) const { return offset < size_ ? data_[offset] : uint8_t{0}; }
  uint8_t u8(size_t offset) const { return (*this)[offset]; }
  uint16_t be16(size_t offset) const { return __builtin_bswap16(load<uint16_t>(offset)); }
  uint32_t be32(size_t offset) const { return __builtin_bswap32(load<uint32_t>(offset)); }
  uint64_t be64(size_t offset) const { return __builtin_bswap64(load<uint64_t>(offset)); }
  uint16_t le16(size_t offset) const { return load<uint16_t>(offset); }
  uint32_t le32(size_t offset) const { return load<uint32_t>(offset); }
  uint64_t le64(size_t offset) const { return load<uint64_t>(offset); }

  /// The part from `offset`, at most `count` bytes; what lies outside is cut off.
  constexpr Bytes sub(size_t offset, size_t count = SIZE_MAX) const {
    if (offset >= size_) return {};
    return {data_ + offset, count < size_ - offset ? count : size_ - offset};
  }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }
  bool starts_with(std::string_view prefix) const { return text().starts_with(prefix); }

 private:
  // The hosts that culprit runs on (x86-64, arm64, wasm32) are little-endian.
  template <class T>
  T load(size_t offset) const {
    T value{};
    if (has(offset, sizeof(T))) std::memcpy(&value, data_ + offset, sizeof(T));
    return value;
  }

  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace culprit
