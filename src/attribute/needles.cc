#include "attribute/needles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

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

std::string digits(uint32_t value, int base = 10, size_t width = 1) {
  std::array<char, 32> out{};
  const auto end = std::to_chars(out.data(), out.data() + out.size(), value, base).ptr;
  std::string text(out.data(), end);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

/// Each with `before` it, in digits of `base`.
std::string joined(std::span<const uint32_t> parts, std::string_view between, int base = 10, size_t width = 1,
                   std::string_view before = {}) {
  std::string out;
  for (const uint32_t part : parts) {
    if (!out.empty()) out += between;
    out.append(before) += digits(part, base, width);
  }
  return out;
}

/// All eight groups, without the short forms of RFC 5952.
std::string whole_ip6(const Address& a) {
  std::string out;
  for (int i = 0; i < 8; ++i) {
    const uint64_t half = i < 4 ? a.hi : a.lo;
    out += (i != 0 ? ":" : "") + digits(static_cast<uint32_t>(half >> (48 - 16 * (i % 4)) & 0xffff), 16, 4);
  }
  return out;
}

}  // namespace

void Needles::add(std::string text, std::string_view how, bool number) {
  needles_.push_back({std::move(text), how, number});
}

void Needles::add_ip4(uint32_t v) {
  const std::array<uint32_t, 4> octets{v >> 24, v >> 16 & 255, v >> 8 & 255, v & 255};
  const std::array<uint32_t, 4> reversed{octets[3], octets[2], octets[1], octets[0]};
  add(joined(octets, "."), "plain");
  add(joined(octets, " . "), "plain");
  add(joined(octets, "-"), "plain", true);
  add(joined(octets, ","), "plain", true);
  add(joined(octets, ".", 10, 3), "plain");
  if (octets != reversed) add(joined(reversed, "."), "reversed");
  add(digits(octets[0]) + "." + digits(v & 0xffffff), "decimal");
  add(digits(octets[0]) + "." + digits(octets[1]) + "." + digits(v & 0xffff), "decimal");
  for (const uint32_t x : {v, __builtin_bswap32(v)}) {
    add(digits(x), "decimal", true);
    if (x > 0x7fffffff) add("-" + digits(0u - x), "decimal", true);
    add(digits(x, 16, 8), "hex", true);
    add("0x" + digits(x, 16), "hex", true);
    add("0" + digits(x, 8), "octal", true);
  }
  for (const size_t width : {1u, 2u}) add(joined(octets, ".", 16, width, "0x"), "hex");
  add(joined(octets, ".", 16, 2), "hex");
  add(joined(octets, ":", 16, 2), "hex");
  add(joined(octets, ".", 8, 1, "0"), "octal");
  add(joined(octets, ".", 8, 4), "octal");
  add("::ffff:" + digits(v >> 16, 16) + ":" + digits(v & 0xffff, 16), "plain");
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
