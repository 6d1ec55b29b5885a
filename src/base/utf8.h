// Telling valid UTF-8 from other bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace culprit {

/// One step through a text: the code point at its front and how many bytes it takes. Where the bytes are no
/// valid UTF-8 (RFC 3629: shortest form, no surrogates, at most U+10FFFF), `valid` is false and the length
/// is 1.
struct Utf8 {
  char32_t point = 0;
  size_t length = 1;
  bool valid = false;
};
Utf8 utf8_front(std::string_view text);
void put_utf8(std::string& out, char32_t point);

/// Code points that change how the text around them is shown, or hide: bidirectional controls, zero-width
/// characters, line and paragraph separators, tags (Unicode TR 36 section 2.5, TR 9), and the C1 controls.
bool is_deceptive(char32_t point);

/// The longest front of at most `limit` bytes that does not end inside a character.
std::string_view utf8_clip(std::string_view text, size_t limit);

}  // namespace culprit
