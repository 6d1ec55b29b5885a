#include "command.h"

#include <cstdio>

namespace evaluate {
namespace {

template <typename... Values>
std::string printed(const char* format, Values... values) {
  char text[64];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string each_letter(std::string_view text, const char* format) {
  std::string out;
  for (char letter : text) out += printed(format, static_cast<unsigned>(letter));
  return out;
}

}  // namespace

const char* id_of(Encoding encoding) {
  static constexpr std::array<const char*, encodings> ids = {
      "plain",          "decimal",  "hex",    "octal", "percent", "percent-twice", "base64",
      "base64-of-json", "reversed", "mapped", "name",  "escapes", "hex-text",      "html"};
  return ids[static_cast<std::size_t>(encoding)];
}

std::string base64(std::string_view text, bool url_safe) {
  const std::string_view digits = url_safe
                                      ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                                      : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i <= text.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

std::string percent_encoded(std::string_view text, bool all) {
  std::string out;
  for (char letter : text) {
    const bool safe = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                      (letter >= 'A' && letter <= 'Z') || letter == '.' || letter == '-' || letter == '_';
    out += safe && !all ? std::string(1, letter) : printed("%%%02x", static_cast<unsigned char>(letter));
  }
  return out;
}

Encoding draw_encoding(Random& random, const Command& command, bool json) {
  if (!command.name.empty()) return Encoding::name;
  if (command.victim.v6)
    return pick<Encoding>(random, {Encoding::plain, Encoding::plain, Encoding::percent, Encoding::base64});
  // As often as science found them, which is seldom for all but the first.
  const auto drawn =
      static_cast<Encoding>(weighted(random, {520, 50, 30, 20, 50, 20, 80, 60, 20, 20, 0, 30, 15, 10}));
  if (drawn == Encoding::escapes && !json) return Encoding::plain;
  return drawn;
}

std::string victim_text(const Command& c, Encoding encoding) {
  std::string text = c.victim.text();
  const auto& o = c.victim.octets;
  switch (encoding) {
    case Encoding::decimal:
      return std::to_string(c.victim.number());
    case Encoding::hex:
      return printed("0x%08x", c.victim.number());
    case Encoding::octal:
      return printed("0%o.0%o.0%o.0%o", unsigned{o[0]}, unsigned{o[1]}, unsigned{o[2]}, unsigned{o[3]});
    case Encoding::percent:
      return percent_encoded(text, true);
    case Encoding::percent_twice:
      return percent_encoded(percent_encoded(text, true), false);
    case Encoding::base64:
      return base64(text);
    case Encoding::reversed:
      return {text.rbegin(), text.rend()};
    case Encoding::mapped:
      return "::ffff:" + text;
    case Encoding::name:
      return c.name;
    case Encoding::escapes:
      return each_letter(text, "\\u%04x");
    case Encoding::hex_text:
      return each_letter(text, "%02x");
    case Encoding::html:
      return each_letter(text, "&#%u;");
    case Encoding::plain:
    case Encoding::base64_of_json:
      break;
  }
  return text;
}

}  // namespace evaluate
