// Lines of a text that arrives in pieces.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace culprit::capture {

/// Cuts pieces of text into lines, without their ends. A byte order mark is dropped, and UTF-16, in which
/// Windows PowerShell writes what a program prints, becomes UTF-8. A line longer than kMostLine is cut there.
class TextLines {
 public:
  static constexpr size_t kMostLine = 64 * 1024;

  void push(Bytes piece) { piece_ = piece; }
  /// No more pieces: what is left is the last line.
  void finish() { ended_ = true; }
  /// The next line, valid until the next call; false when more bytes are needed.
  bool next(std::string_view& line);
  /// Bytes of the input before the line given last.
  uint64_t offset() const { return begin_; }

 private:
  enum class Form : uint8_t { unknown, bytes, little, big };

  bool find_form();
  bool next_bytes(std::string_view& line);
  bool next_wide(std::string_view& line);
  bool take_last(std::string_view& line);
  void keep(std::string_view part);
  void put(uint32_t unit);

  Bytes piece_;
  std::string carry_;  // the beginning of a line, already UTF-8
  std::string held_;   // the line given last, where it was put together
  Form form_ = Form::unknown;
  uint64_t done_ = 0, begin_ = 0, line_at_ = 0;
  uint32_t surrogate_ = 0;
  int half_ = -1;  // the first byte of a wide character whose second one is in the next piece
  bool ended_ = false;
};

}  // namespace culprit::capture
