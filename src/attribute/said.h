// All that a message says, with its wrappings taken off: the texts in which an address or a number may stand.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/message.h"

namespace culprit::attribute {

/// One text, and what it was wrapped in.
struct Piece {
  std::string name;      ///< of the value, or of the innermost one that holds it
  std::string text;      ///< bytes from the wire
  std::string_view how;  ///< the outermost wrapping: "plain", "percent", "base64", "hex", "entities", "xor"
  message::Place place = message::Place::query;
  uint8_t depth = 0;
};

/// Undoes percent-encoding, HTML entities, base64 (also URL-safe), hexadecimal text, UTF-16, JSON, XML, query
/// strings: at most three levels deep, 256 pieces and 64 KiB in all; what did not fit is left out. Headers that
/// name hosts as a matter of course (Host, Referer, X-Forwarded-For ...) are not looked at.
class Said {
 public:
  static constexpr int kMaxDepth = 3;
  static constexpr size_t kMaxPieces = 256, kMaxBytes = 65536;

  explicit Said(const message::Message& m);
  /// Of one text alone.
  explicit Said(std::string_view text);

  const std::vector<Piece>& pieces() const { return pieces_; }
  /// Every whole number, of at most ten digits, that the client chose to pass on (headers that a browser sends
  /// by itself not counted); sorted, each once.
  const std::vector<uint64_t>& numbers() const { return numbers_; }

 private:
  void unwrap(std::string_view text, std::string_view name, std::string_view how, message::Place place, int depth);
  void unwrap_value(const Piece& of, std::string text, std::string_view how, std::string_view name = {});
  void words(const Piece& piece);
  void tokens(const Piece& piece);
  void members(const Piece& piece);
  void read_numbers();

  std::vector<Piece> pieces_;
  std::vector<uint64_t> numbers_;
  size_t bytes_ = 0;
};

}  // namespace culprit::attribute
