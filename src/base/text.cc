#include "base/text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.h"

namespace culprit {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

bool passes(const Utf8& c) { return c.valid && c.point >= 0x20 && c.point != 0x7f && !is_deceptive(c.point); }

void put_hex_escape(std::string& out, char byte) {
  out += "\\x";
  out += kHex[static_cast<uint8_t>(byte) >> 4];
  out += kHex[static_cast<uint8_t>(byte) & 15];
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string fixed(double value, int decimals) {
  std::array<char, 400> buffer;  // the longest double has 309 digits before the point
  const auto [end, ec] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  return ec == std::errc{} ? std::string(buffer.data(), end) : std::string("?");
}

// Commas between the thousands of a run of digits.
std::string grouped(std::string digits) {
  const size_t first = digits.starts_with('-') ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

struct Scaled {
  double value;
  std::string_view prefix;
};
// By thousands, such that what is shown after rounding stays below 1,000.
Scaled scale(double value) {
  static constexpr std::array<std::string_view, 7> prefix{"", "k", "M", "G", "T", "P", "E"};
  size_t step = 0;
  while (std::abs(value) >= 999.5 && step + 1 < prefix.size()) {
    value /= 1000;
    ++step;
  }
  return {value, prefix[step]};
}

bool shell_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

bool all_pass(std::string_view bytes) {
  while (!bytes.empty()) {
    const Utf8 c = utf8_front(bytes);
    if (!passes(c)) return false;
    bytes.remove_prefix(c.length);
  }
  return true;
}

std::string single_quoted(std::string_view bytes) {
  std::string out = "'";
  for (const char c : bytes) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

// $'...' (POSIX.1-2024 section 2.2.4) with octal escapes, so that no control byte reaches the terminal it is
// shown on.
std::string dollar_quoted(std::string_view bytes) {
  std::string out = "$'";
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte == 0) continue;  // no shell word can carry it
    if (byte >= 0x20 && byte < 0x7f && c != '\'' && c != '\\') {
      out += c;
      continue;
    }
    out += '\\';
    for (int shift = 6; shift >= 0; shift -= 3) out += static_cast<char>('0' + (byte >> shift & 7));
  }
  return out + "'";
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

// Whole tenths of a second, so that 59.97 s becomes "1 min" and never "60 s".
std::string tenths_text(uint64_t tenths) {
  std::string out = std::to_string(tenths / 10);
  if (tenths % 10 != 0) out += '.' + std::to_string(tenths % 10);
  return out + " s";
}

std::string two_units(uint64_t big, std::string_view big_name, uint64_t small, std::string_view small_name) {
  std::string out = std::to_string(big).append(big_name);
  if (small != 0) out += ' ' + std::to_string(small).append(small_name);
  return out;
}

std::string long_duration(uint64_t ns) {
  const uint64_t tenths = ns / 100'000'000 + (ns % 100'000'000 >= 50'000'000);
  if (tenths < 600) return tenths_text(tenths);
  if (tenths < 36'000) {
    const std::string minutes = std::to_string(tenths / 600) + " min";
    return tenths % 600 == 0 ? minutes : minutes + ' ' + tenths_text(tenths % 600);
  }
  const uint64_t minutes = (tenths + 300) / 600;
  if (minutes < 1440) return two_units(minutes / 60, " h", minutes % 60, " min");
  const uint64_t hours = (minutes + 30) / 60;
  return two_units(hours / 24, " d", hours % 24, " h");
}

}  // namespace

std::string escape(std::string_view bytes, size_t limit) {
  const std::string_view shown = utf8_clip(bytes, limit);
  std::string out;
  out.reserve(shown.size() + 8);
  for (std::string_view rest = shown; !rest.empty();) {
    const Utf8 c = utf8_front(rest);
    if (c.point == '\\' && c.valid)
      out += "\\\\";
    else if (passes(c))
      out.append(rest.substr(0, c.length));
    else
      for (const char byte : rest.substr(0, c.length)) put_hex_escape(out, byte);
    rest.remove_prefix(c.length);
  }
  if (shown.size() < bytes.size()) out += "...";
  return out;
}

std::string escape_html(std::string_view bytes) {
  std::string out;
  for (const char c : escape(bytes)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_shell(std::string_view bytes) {
  bool safe = !bytes.empty();
  for (const char c : bytes) safe = safe && shell_safe(c);
  if (safe) return std::string(bytes);
  return all_pass(bytes) ? single_quoted(bytes) : dollar_quoted(bytes);
}

std::string human_count(uint64_t value) { return grouped(std::to_string(value)); }

std::string human_bytes(double bytes) {
  if (!std::isfinite(bytes)) return "?";
  const auto [value, prefix] = scale(bytes);
  const double size = std::abs(value);
  const int decimals = prefix.empty() || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return (fixed(value, decimals) + ' ').append(prefix) + 'B';
}

std::string human_bitrate(double bits_per_second) {
  if (!std::isfinite(bits_per_second)) return "?";
  const auto [value, prefix] = scale(bits_per_second);
  const int decimals = prefix.empty() ? 0 : std::abs(value) >= 9.995 ? 1 : 2;
  return (fixed(value, decimals) + ' ').append(prefix) + "bit/s";
}

std::string human_number(double value) {
  if (!std::isfinite(value)) return "?";
  const double size = std::abs(value);
  if (size >= 99.95) return grouped(fixed(value, 0));
  int decimals = size >= 9.995 ? 1 : 2;
  for (double least = 0.9995; size < least && size > 0 && decimals < 15; least /= 10) ++decimals;
  const std::string text = without_trailing_zeros(fixed(value, decimals));
  return text == "-0" ? "0" : text;
}

std::string human_duration(int64_t ns) {
  if (ns < 0) return '-' + human_duration(ns == INT64_MIN ? INT64_MAX : -ns);
  if (ns < 1'000) return std::to_string(ns) + " ns";
  if (ns < 999'500) return human_number(static_cast<double>(ns) / 1e3) + " \u00b5s";
  if (ns < 999'500'000) return human_number(static_cast<double>(ns) / 1e6) + " ms";
  return long_duration(static_cast<uint64_t>(ns));
}

std::string human_share(double share) {
  if (!std::isfinite(share)) return "?";
  if (share <= 0) return "0 %";
  if (share >= 1) return "100 %";
  if (share < 0.0005) return "< 0.1 %";
  if (share >= 0.9995) return "> 99.9 %";
  return without_trailing_zeros(fixed(share * 100, 1)) + " %";
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";  // RFC 8259 section 6 has no way to write them
  if (value == 0) return "0";
  std::array<char, 32> buffer;
  const auto [end, ec] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return ec == std::errc{} ? std::string(buffer.data(), end) : std::string("null");
}

void append_lower(std::string& to, std::string_view text) {
  const size_t before = to.size();
  to += text;
  // A pointer and a count, and no branch: the compiler takes sixteen at a time.
  char* at = to.data() + before;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(at[i]);
    at[i] = static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
  }
}

std::string lower(std::string_view text) {
  std::string out;
  append_lower(out, text);
  return out;
}

std::string_view trim(std::string_view text) {
  static constexpr std::string_view blank = " \t\r\n\f\v";
  const size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (lower_char(a[i]) != lower_char(b[i])) return false;
  }
  return true;
}

std::string percent_decode(std::string_view text, bool plus) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus ? ' ' : text[i];
    }
  }
  return out;
}

std::string base64_decode(std::string_view text) {
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) break;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xff);
  }
  return out;
}

}  // namespace culprit
