#include "attribute/mention.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace culprit::attribute {
namespace {

constexpr int kMaxDepth = 3;
constexpr size_t kMaxBytes = 65536;

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// A character that would make an address part of something longer.
bool extends(char c) { return is_word(c) || c == '.' || c == ':'; }

/// Does `text` hold `word` as a whole, not inside a longer one?
bool holds(std::string_view text, std::string_view word, bool (*inside)(char)) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool before = at != 0 && inside(text[at - 1]);
    const size_t end = at + word.size();
    const bool after = end < text.size() && inside(text[end]) &&
                       !(text[end] == ':' || (text[end] == '.' && end + 1 == text.size()));
    if (!before && !after) return true;
  }
  return false;
}

std::string hex8(uint32_t value) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (int shift = 28; shift >= 0; shift -= 4) out += digits[value >> shift & 15];
  return out;
}

/// IPv4 as numbers: decimal or hexadecimal, either byte order.
std::string_view as_number(std::string_view text, uint32_t value) {
  const uint32_t swapped = __builtin_bswap32(value);
  const std::string low = lower(text);
  for (const uint32_t v : {value, swapped}) {
    if (holds(text, std::to_string(v), is_word)) return "decimal";
    const std::string hex = hex8(v);
    if (holds(low, hex, is_word) || holds(low, "0x" + hex, is_word)) return "hex";
  }
  return {};
}

std::string_view directly(std::string_view text, const Target& target) {
  if (const auto parsed = Address::parse(trim(text)); parsed && *parsed == target.address) return "plain";
  if (holds(text, target.address.text(), extends)) return "plain";
  if (target.address.is_ip4()) {
    if (const auto how = as_number(text, target.address.v4()); !how.empty()) return how;
  }
  const std::string low = lower(text);
  for (const std::string_view name : target.names) {
    if (name.size() > 3 && holds(low, name, extends)) return "name";
  }
  return {};
}

bool is_base64(char c) { return is_word(c) || c == '+' || c == '/' || c == '-' || c == '_'; }

/// Tokens that could be base64 of an address or of something around it, decoded once and looked at again.
std::string_view in_base64(std::string_view text, const Target& target, int depth) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && is_base64(text[end])) ++end;
    if (end - at >= 10) {
      const std::string decoded = base64_decode(text.substr(at, end - at));
      if (!decoded.empty() && !mention_in(decoded, target, depth + 1).empty()) return "base64";
    }
    at = end + 1;
  }
  return {};
}

bool names_hosts_by_nature(const message::Field& f) {
  static constexpr std::array<std::string_view, 7> usual{
      "host", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via", "referer"};
  return f.place == message::Place::header &&
         std::ranges::any_of(usual, [&](auto name) { return iequals(f.name, name); });
}

int rank(const Mention& m) {
  const bool chosen = m.place != message::Place::header && m.place != message::Place::cookie;
  return (chosen ? 4 : 0) + (m.encoding == "name" ? 0 : 2) + (m.encoding == "plain" ? 1 : 0);
}

}  // namespace

std::string_view mention_in(std::string_view text, const Target& target, int depth) {
  if (const auto how = directly(text, target); !how.empty()) return how;
  if (depth >= kMaxDepth) return {};
  if (text.find('%') != std::string_view::npos) {
    const std::string decoded = percent_decode(text, false);
    if (decoded != text && !mention_in(decoded, target, depth + 1).empty()) return "percent";
  }
  return in_base64(text, target, depth);
}

std::optional<Mention> find_mention(const message::Message& m, const Target& target) {
  std::optional<Mention> best;
  size_t looked = 0;
  for (const message::Field& f : m.fields) {
    looked += f.value.size();
    if (looked > kMaxBytes) break;
    if (names_hosts_by_nature(f)) continue;
    const std::string_view how = mention_in(f.value, target);
    if (how.empty()) continue;
    const Mention found{f.name, how, f.place};
    if (!best || rank(found) > rank(*best)) best = found;
  }
  return best;
}

}  // namespace culprit::attribute
