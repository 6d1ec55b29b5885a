// Header compression of HTTP/2 (RFC 7541).
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace culprit::message {

using HeaderField = std::pair<std::string, std::string>;

/// Huffman-coded text (RFC 7541 section 5.2 and appendix B); nothing where it is malformed or longer than
/// `max_out`.
std::optional<std::string> hpack_text(Bytes coded, size_t max_out);

/// The decoder of one direction: what it has read so far is the key to what follows, so after an error or a
/// gap nothing more can be read.
class Hpack {
 public:
  static constexpr size_t kMaxTable = 32768, kMaxFields = 256, kMaxText = 16384;
  /// The fields of one whole header block; nothing where it is malformed. What does not fit is left out.
  std::optional<std::vector<HeaderField>> read(Bytes block);

 private:
  struct Integer {
    uint64_t value = 0;
    bool good = false;
  };
  static Integer integer(Bytes& rest, unsigned prefix_bits);
  static std::optional<std::string> text(Bytes& rest);
  std::optional<HeaderField> indexed(uint64_t index) const;
  std::optional<HeaderField> literal(Bytes& rest, unsigned prefix_bits);
  void add(const HeaderField& field);
  void shrink(size_t size);

  std::deque<HeaderField> table_;  ///< the newest first
  size_t size_ = 0, limit_ = 4096;
};

}  // namespace culprit::message
