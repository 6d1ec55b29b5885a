#include "attribute/needles.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"

namespace culprit::attribute {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// A character that would make an address part of something longer.
bool extends(char c) { return is_word(c) || c == '.' || c == ':'; }

/// Does `text` hold `word` as a whole, not inside a longer one?
bool holds(std::string_view text, std::string_view word, bool (*inside)(char)) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool before = at != 0 && inside(text[at - 1]) &&
                        !(text[at - 1] == ':' || (text[at - 1] == '.' && (at == 1 || !is_word(text[at - 2]))));
    const size_t end = at + word.size();
    const bool after = end < text.size() && inside(text[end]) &&
                       !(text[end] == ':' ||
                         (text[end] == '.' && (end + 1 == text.size() || !is_word(text[end + 1]))));
    if (!before && !after) return true;
  }
  return false;
}

std::string formatted(const char* format, uint32_t a, uint32_t b = 0, uint32_t c = 0, uint32_t d = 0) {
  std::array<char, 64> out{};
  const int n = std::snprintf(out.data(), out.size(), format, a, b, c, d);
  return {out.data(), static_cast<size_t>(std::clamp(n, 0, 63))};
}

/// All eight groups, without the short forms of RFC 5952.
std::string whole_ip6(const Address& a) {
  std::string out;
  for (int i = 0; i < 8; ++i) {
    const uint64_t half = i < 4 ? a.hi : a.lo;
    out += (i != 0 ? ":" : "") + formatted("%04x", static_cast<uint32_t>(half >> (48 - 16 * (i % 4)) & 0xffff));
  }
  return out;
}

}  // namespace

void Needles::add(std::string text, std::string_view how, bool number) {
  needles_.push_back({std::move(text), how, number});
}

void Needles::add_ip4(uint32_t v) {
  const uint32_t a = v >> 24, b = v >> 16 & 255, c = v >> 8 & 255, d = v & 255;
  const uint32_t swapped = __builtin_bswap32(v);
  add(formatted("%u.%u.%u.%u", a, b, c, d), "plain");
  add(formatted("%u . %u . %u . %u", a, b, c, d), "plain");
  add(formatted("%u-%u-%u-%u", a, b, c, d), "plain", true);
  add(formatted("%u,%u,%u,%u", a, b, c, d), "plain", true);
  add(formatted("%03u.%03u.%03u.%03u", a, b, c, d), "plain");
  if (a != d || b != c) add(formatted("%u.%u.%u.%u", d, c, b, a), "reversed");
  add(formatted("%u.%u", a, v & 0xffffff), "decimal");
  add(formatted("%u.%u.%u", a, b, v & 0xffff), "decimal");
  for (const uint32_t x : {v, swapped}) {
    add(formatted("%u", x), "decimal", true);
    if (x > 0x7fffffff) add("-" + formatted("%u", 0u - x), "decimal", true);
    add(formatted("%08x", x), "hex", true);
    add("0x" + formatted("%x", x), "hex", true);
    add("0" + formatted("%o", x), "octal", true);
  }
  add(formatted("0x%x.0x%x.0x%x.0x%x", a, b, c, d), "hex");
  add(formatted("0x%02x.0x%02x.0x%02x.0x%02x", a, b, c, d), "hex");
  add(formatted("%02x.%02x.%02x.%02x", a, b, c, d), "hex");
  add(formatted("%02x:%02x:%02x:%02x", a, b, c, d), "hex");
  add(formatted("0%o.0%o.0%o.0%o", a, b, c, d), "octal");
  add(formatted("%04o.%04o.%04o.%04o", a, b, c, d), "octal");
  add(formatted("::ffff:%x:%x", v >> 16, v & 0xffff), "plain");
}

Needles::Needles(const Target& target) : target_(target) {
  if (target.address.is_ip4()) {
    add_ip4(target.address.v4());
  } else if (target.address.is_ip6()) {
    add(target.address.text(), "plain");
    add(whole_ip6(target.address), "plain");
    std::string bare = whole_ip6(target.address);
    std::erase(bare, ':');
    add(std::move(bare), "hex", true);
  }
  // rot13, of letters only.
  for (const std::string_view name : target.names) {
    if (name.size() <= 3) continue;
    add(lower(name), "name");
    std::string turned = lower(name);
    for (char& c : turned)
      if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    add(std::move(turned), "name");
  }
}

/// Any address of the block, as it is.
bool Needles::in_block(std::string_view text) const {
  const Prefix block{target_.address, target_.bits};
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
    if (end - at >= 7) {
      const auto found = Address::parse(text.substr(at, end - at));
      if (found && block.contains(*found)) return true;
    }
    at = end + 1;
  }
  return false;
}

std::string_view Needles::in(std::string_view text) const {
  if (text.size() < 4) return {};
  const std::string low = lower(text);
  for (const Needle& n : needles_)
    if (n.text.size() <= low.size() && holds(low, n.text, n.number ? is_word : extends)) return n.how;
  return target_.bits < 128 && in_block(low) ? "plain" : std::string_view{};
}

std::string_view Needles::in_bytes(std::string_view bytes) const {
  if (!target_.address.is_ip4() || bytes.size() < 4) return {};
  const uint32_t v = target_.address.v4(), swapped = __builtin_bswap32(v);
  const Bytes view(bytes);
  std::string_view found;
  for (size_t at = 0; at + 4 <= bytes.size(); ++at) {
    const uint32_t here = view.be32(at);
    if (here == v || here == swapped) return "raw";
    const uint32_t with = here ^ v;
    if (with == (with & 0xff) * 0x01010101u) found = "xor";
  }
  return found;
}

}  // namespace culprit::attribute
