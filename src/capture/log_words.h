// Taking a line of a log apart: small steps that every format needs.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace culprit::capture {

/// Where `wanted` stands in [at, end), or `end`. For the short words of a log line, eight bytes at a time: a
/// call of memchr costs more than the search.
inline const char* find_byte(const char* at, const char* end, char wanted) {
  constexpr uint64_t ones = 0x0101'0101'0101'0101ULL, tops = 0x8080'8080'8080'8080ULL;
  const uint64_t pattern = ones * static_cast<uint8_t>(wanted);
  while (end - at >= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    word ^= pattern;
    if (const uint64_t hit = (word - ones) & ~word & tops) return at + (__builtin_ctzll(hit) >> 3);
    at += 8;
  }
  while (at != end && *at != wanted) ++at;
  return at;
}

/// Where `wanted` stands in [at, end), or `end`; `noted` gets the first place of `other` before it, or the
/// same.
inline const char* find_byte(const char* at, const char* end, char wanted, char other, const char*& noted) {
  constexpr uint64_t ones = 0x0101'0101'0101'0101ULL, tops = 0x8080'8080'8080'8080ULL;
  const uint64_t pattern = ones * static_cast<uint8_t>(wanted), second = ones * static_cast<uint8_t>(other);
  noted = nullptr;
  while (end - at >= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    const uint64_t a = word ^ pattern, b = word ^ second;
    const uint64_t hit = (a - ones) & ~a & tops, note = (b - ones) & ~b & tops;
    if (note != 0 && noted == nullptr) noted = at + (__builtin_ctzll(note) >> 3);
    if (hit != 0) {
      at += __builtin_ctzll(hit) >> 3;
      if (noted == nullptr || noted > at) noted = at;
      return at;
    }
    at += 8;
  }
  for (; at != end && *at != wanted; ++at)
    if (*at == other && noted == nullptr) noted = at;
  if (noted == nullptr) noted = at;
  return at;
}

/// The part before `end`, taken off together with it; all of it where there is no `end`.
inline std::string_view take_until(std::string_view& text, std::string_view end) {
  const size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return part;
}

/// Takes `word` off the front, where it is there.
inline bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

/// Up to the first quote that no backslash protects, which is taken off, too. False where there is none.
inline bool take_quoted(std::string_view& text, std::string_view& out) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"') {
      out = text.substr(0, at);
      text.remove_prefix(at + 1);
      return true;
    }
  }
  return false;
}

/// A whole text of digits.
inline std::optional<uint64_t> whole(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

/// Empty for the "-" that stands for nothing.
inline std::string_view unless_dash(std::string_view text) { return text == "-" ? std::string_view{} : text; }

}  // namespace culprit::capture
