#include "base/address.h"

#include <array>
#include <charconv>

namespace culprit {
namespace {

void put_hex(std::string& out, unsigned value, int width) {
  static constexpr std::string_view digits = "0123456789abcdef";
  bool shown = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned nibble = value >> shift & 15;
    if (nibble != 0 || shown || shift / 4 < width) {
      out += digits[nibble];
      shown = true;
    }
  }
}

std::string text4(uint32_t v) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += std::to_string(v >> shift & 255);
    if (shift != 0) out += '.';
  }
  return out;
}

std::string text_mac(uint64_t v) {
  std::string out;
  for (int shift = 40; shift >= 0; shift -= 8) {
    put_hex(out, static_cast<unsigned>(v >> shift & 255), 2);
    if (shift != 0) out += ':';
  }
  return out;
}

// RFC 5952: the longest run of two or more zero groups becomes "::", the first of equal runs.
std::string text6(const Address& a) {
  std::array<unsigned, 8> group{};
  for (unsigned i = 0; i < 8; ++i) {
    group[i] = static_cast<unsigned>((i < 4 ? a.hi >> (48 - 16 * i) : a.lo >> (48 - 16 * (i - 4))) & 0xffff);
  }
  unsigned best = 8, best_length = 1;
  for (unsigned i = 0; i < 8;) {
    unsigned j = i;
    while (j < 8 && group[j] == 0) ++j;
    if (j - i > best_length) {
      best = i;
      best_length = j - i;
    }
    i = j > i ? j : i + 1;
  }
  std::string out;
  for (unsigned i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    put_hex(out, group[i], 1);
    ++i;
  }
  return out;
}

std::optional<uint32_t> parse4(std::string_view text) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    unsigned octet = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), octet);
    const auto used = static_cast<size_t>(end - text.data());
    if (ec != std::errc{} || octet > 255 || used > 3) return std::nullopt;
    text.remove_prefix(used);
    value = value << 8 | octet;
    if (i == 3) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(value) : std::nullopt;
}

std::optional<Address> parse6(std::string_view text) {
  std::array<uint16_t, 8> group{};
  size_t count = 0, gap = 9;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (count == 8) return std::nullopt;
    if (const auto dotted = parse4(text); dotted && count <= 6) {
      group[count++] = static_cast<uint16_t>(*dotted >> 16);
      group[count++] = static_cast<uint16_t>(*dotted);
      text = {};
      break;
    }
    unsigned value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    const auto used = static_cast<size_t>(end - text.data());
    if (ec != std::errc{} || used > 4) return std::nullopt;
    group[count++] = static_cast<uint16_t>(value);
    text.remove_prefix(used);
    if (text.empty()) break;
    if (!text.starts_with(':')) return std::nullopt;
    text.remove_prefix(1);
    if (text.starts_with(':')) {
      if (gap != 9) return std::nullopt;
      gap = count;
      text.remove_prefix(1);
    } else if (text.empty()) {
      return std::nullopt;
    }
  }
  if (gap == 9 ? count != 8 : count > 7) return std::nullopt;
  std::array<uint16_t, 8> full{};
  for (size_t i = 0; i < count; ++i) full[gap == 9 || i < gap ? i : 8 - count + i] = group[i];
  Address out;
  for (size_t i = 0; i < 4; ++i) {
    out.hi = out.hi << 16 | full[i];
    out.lo = out.lo << 16 | full[i + 4];
  }
  return out;
}

Scope scope4(uint32_t v) {
  if (v == 0xffff'ffff) return Scope::broadcast;
  if (v >> 24 == 0) return Scope::unspecified;
  if (v >> 24 == 127) return Scope::loopback;
  if (v >> 28 == 14) return Scope::multicast;
  if (v >> 28 == 15) return Scope::reserved;
  if (v >> 16 == 0xa9fe) return Scope::own_link;
  if (v >> 24 == 10 || v >> 20 == 0xac1 || v >> 16 == 0xc0a8 || v >> 22 == 0x191) return Scope::private_use;
  return Scope::global;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (const auto v = parse4(text)) return ip4(*v);
  return text.find(':') == std::string_view::npos ? std::nullopt : parse6(text);
}

std::string Address::text() const {
  if (is_mac()) return text_mac(lo);
  return is_ip4() ? text4(v4()) : text6(*this);
}

Scope scope(const Address& a) {
  if (a.is_mac()) return a.lo == 0xffff'ffff'ffffULL ? Scope::broadcast : Scope::mac;
  if (a.is_ip4()) return scope4(a.v4());
  if (a.hi == 0 && a.lo <= 1) return a.lo == 0 ? Scope::unspecified : Scope::loopback;
  if (a.hi >> 56 == 0xff) return Scope::multicast;
  if (a.hi >> 54 == 0x3fa) return Scope::own_link;
  if (a.hi >> 57 == 0x7e) return Scope::private_use;
  return Scope::global;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto base = Address::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  Prefix out{*base, 128};
  if (slash == std::string_view::npos) return out;
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (ec != std::errc{} || end != digits.data() + digits.size() || bits < 0) return std::nullopt;
  if (bits > (base->is_ip4() ? 32 : 128)) return std::nullopt;
  out.bits = base->is_ip4() ? bits + 96 : bits;
  return out;
}

bool Prefix::contains(const Address& a) const {
  const uint64_t hi_mask = bits >= 64 ? ~0ULL : bits == 0 ? 0 : ~0ULL << (64 - bits);
  const uint64_t lo_mask = bits <= 64 ? 0 : bits == 128 ? ~0ULL : ~0ULL << (128 - bits);
  return ((a.hi ^ base.hi) & hi_mask) == 0 && ((a.lo ^ base.lo) & lo_mask) == 0;
}

std::string Prefix::text() const {
  const int shown = base.is_ip4() ? bits - 96 : bits;
  if (bits == 128) return base.text();
  return base.text() + '/' + std::to_string(shown);
}

Prefix neighbourhood(const Address& a) {
  if (a.is_ip4()) return {Address::ip4(a.v4() & 0xffff'ff00), 120};
  return {{a.hi & 0xffff'ffff'ffff'0000ULL, 0}, 48};
}

}  // namespace culprit
