#include "audit/php_tag.h"

#include <cstring>

namespace culprit::audit {
namespace {

constexpr size_t npos = std::string_view::npos;

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// <script language="php">, until PHP 5.
Tag script_tag(std::string_view s, size_t at) {
  const std::string_view rest = s.substr(at, 80);
  const size_t end = find_byte(rest, '>', 7);
  if (end == npos) return {};
  std::string_view inner = rest.substr(7, end - 7);
  while (!inner.empty() && !iprefix(inner, "language")) inner.remove_prefix(1);
  while (!inner.empty() && !iprefix(inner, "php")) inner.remove_prefix(1);
  return inner.empty() ? Tag{} : Tag{at, end + 1};
}

// "<?xml" is none; "<?" before anything but white space is none either (it would be only where short tags are
// on, and nobody writes it so).
Tag tag_at(std::string_view s, size_t at) {
  const std::string_view rest = s.substr(at);
  if (rest.size() > 2 && rest[1] == '?') {
    if (iprefix(rest.substr(2), "php") && (rest.size() == 5 || !is_letter(rest[5]))) return {at, 5};
    if (rest[2] == '=') return {at, 3, TokenKind::echo};
    if (is_space(rest[2]) || rest[2] == '@' || rest[2] == '$' || rest[2] == '/' ||
        iprefix(rest.substr(2), "eval("))
      return {at, 2, TokenKind::open, false};
  }
  return iprefix(rest.substr(1, 6), "script") ? script_tag(s, at) : Tag{};
}

}  // namespace

bool iprefix(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i)
    if ((text[i] | (text[i] >= 'A' && text[i] <= 'Z' ? 0x20 : 0)) != lower[i]) return false;
  return true;
}

size_t find_byte(std::string_view s, char c, size_t from) {
  if (from >= s.size()) return npos;
  const void* at = std::memchr(s.data() + from, c, s.size() - from);
  return at == nullptr ? npos : static_cast<size_t>(static_cast<const char*>(at) - s.data());
}

Tag next_tag(std::string_view s, size_t from) {
  for (size_t at = find_byte(s, '<', from); at != npos; at = find_byte(s, '<', at + 1)) {
    if (at + 2 >= s.size()) break;
    const char c = s[at + 1];
    if (c != '?' && c != 's' && c != 'S') continue;
    if (const Tag tag = tag_at(s, at); tag.at != npos) return tag;
  }
  return {};
}

size_t find_php(std::string_view source) { return next_tag(source, 0).at; }

}  // namespace culprit::audit
