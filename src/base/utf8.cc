#include "base/utf8.h"

namespace culprit {
namespace {

uint8_t at(std::string_view text, size_t i) {
  return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
}
bool is_tail(uint8_t byte) { return (byte & 0xc0) == 0x80; }

Utf8 decode(std::string_view text, size_t length, char32_t point, char32_t least) {
  for (size_t i = 1; i < length; ++i) {
    if (!is_tail(at(text, i))) return {};
    point = point << 6 | (at(text, i) & 0x3f);
  }
  if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return {};
  return {point, length, true};
}

}  // namespace

Utf8 utf8_front(std::string_view text) {
  const uint8_t first = at(text, 0);
  if (text.empty()) return {};
  if (first < 0x80) return {first, 1, true};
  if (first < 0xc2) return {};
  if (first < 0xe0) return decode(text, 2, first & 0x1f, 0x80);
  if (first < 0xf0) return decode(text, 3, first & 0x0f, 0x800);
  if (first < 0xf5) return decode(text, 4, first & 0x07, 0x10000);
  return {};
}

void put_utf8(std::string& out, char32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | (point >> 18 & 7));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_deceptive(char32_t p) {
  return (p >= 0x80 && p < 0xa0) || p == 0xad || p == 0x61c || p == 0x180e || (p >= 0x200b && p <= 0x200f) ||
         (p >= 0x2028 && p <= 0x202e) || (p >= 0x2060 && p <= 0x206f) || p == 0xfeff ||
         (p >= 0xfff9 && p <= 0xfffb) || (p >= 0xe0000 && p <= 0xe0fff);
}

std::string_view utf8_clip(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  size_t end = limit;
  for (size_t back = 1; back <= 3 && back <= limit; ++back) {
    if (is_tail(at(text, limit - back))) continue;
    if (utf8_front(text.substr(limit - back)).length > back) end = limit - back;
    break;
  }
  return text.substr(0, end);
}

}  // namespace culprit
