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

/// Where a request's target ends, where the query in it begins, and where its path's first dot is: each the
/// next one's place where there is none.
struct TargetMarks {
  const char *blank, *question, *dot;
};

inline TargetMarks find_marks_slowly(const char* at, const char* end) {
  const char* const blank = find_byte(at, end, ' ');
  const char* const question = find_byte(at, blank, '?');
  return {blank, question, find_byte(at, question, '.')};
}

#ifdef __SSE2__
/// A bit for each of 64 bytes that is `wanted`.
inline uint64_t equal64(const char* at, char wanted) {
  using Block = char __attribute__((vector_size(16)));
  const auto bits = [&](const char* part) -> uint64_t {
    Block block;
    std::memcpy(&block, part, sizeof block);
    return static_cast<unsigned>(__builtin_ia32_pmovmskb128(reinterpret_cast<Block>(block == wanted)));
  };
  return bits(at) | bits(at + 16) << 16 | bits(at + 32) << 32 | bits(at + 48) << 48;
}

/// Without a branch for nearly all lines: their lengths differ too much to be guessed by the processor.
inline TargetMarks find_marks(const char* at, const char* end) {
  if (end - at < 64) return find_marks_slowly(at, end);
  const uint64_t blank = equal64(at, ' ');
  if (blank == 0) return find_marks_slowly(at, end);
  const uint64_t question = blank | equal64(at, '?'), dot = question | equal64(at, '.');
  return {at + __builtin_ctzll(blank), at + __builtin_ctzll(question), at + __builtin_ctzll(dot)};
}
#else
inline TargetMarks find_marks(const char* at, const char* end) { return find_marks_slowly(at, end); }
#endif

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
