// The bricks of pcapng (draft-ietf-opsawg-pcapng): blocks and options in the byte order of their section.
#pragma once
#include <algorithm>
#include <cstdint>

#include "base/bytes.h"

namespace culprit::capture {

enum class BlockType : uint32_t {
  interface_description = 1,
  obsolete_packet = 2,
  simple_packet = 3,
  name_resolution = 4,
  interface_statistics = 5,
  enhanced_packet = 6,
  journal_entry = 9,
  decryption_secrets = 10,
  custom = 0xbad,
  custom_private = 0x40000bad,  // "do not copy"
  darwin_process = 0x80000001,  // Apple's
  section_header = 0x0a0d0d0a,  // the same in both byte orders
};
bool is_known(BlockType type);

inline constexpr size_t kBlockFrame = 12;  // type and length before the body, the length once more behind it
inline constexpr size_t kMostBlock = 16 << 20;

/// Bytes in a known order.
class Ordered {
 public:
  Ordered(Bytes bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}
  uint16_t u16(size_t at) const { return swapped_ ? bytes_.be16(at) : bytes_.le16(at); }
  uint32_t u32(size_t at) const { return swapped_ ? bytes_.be32(at) : bytes_.le32(at); }
  uint64_t u64(size_t at) const { return swapped_ ? bytes_.be64(at) : bytes_.le64(at); }
  Bytes bytes() const { return bytes_; }
  bool swapped() const { return swapped_; }
  Ordered sub(size_t at, size_t count = SIZE_MAX) const { return {bytes_.sub(at, count), swapped_}; }

 private:
  Bytes bytes_;
  bool swapped_;
};

constexpr size_t padded(size_t size) { return (size + 3) & ~size_t{3}; }

/// What the beginning of a block tells: at least 12 bytes of it.
struct BlockHead {
  BlockType type{};
  bool swapped = false;
  size_t size = 0;  ///< of the whole block; 0 where it cannot be one
};
/// `swapped` is the order of the present section; a section header tells its own.
BlockHead block_head(Bytes block, bool swapped);
/// True if the length behind the body is the one before it. `block` is the whole block.
bool is_closed(Bytes block, bool swapped);

/// One option; `value` without its padding.
struct Option {
  uint16_t code;
  Ordered value;
  Bytes bytes() const { return value.bytes(); }
};

/// Calls `take(Option)` for each option of a block, whose options begin at `at`. False: one reaches beyond
/// the end.
template <class Take>
bool each_option(Ordered block, size_t at, Take take) {
  const size_t end = block.bytes().size() - std::min<size_t>(block.bytes().size(), 4);
  while (at <= end && end - at >= 4) {
    const uint16_t code = block.u16(at), size = block.u16(at + 2);
    if (code == 0) return true;
    if (size > end - at - 4) return false;
    take(Option{code, block.sub(at + 4, size)});
    at += 4 + padded(size);
  }
  return true;
}

}  // namespace culprit::capture
