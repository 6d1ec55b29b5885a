// Names of NetBIOS as its datagrams carry them (RFC 1001 section 14.1).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace culprit::message {

struct NetbiosName {
  std::string name;    ///< without the blanks that fill it
  uint8_t suffix = 0;  ///< what it stands for: 00 and 20 a computer (or group), 1b to 1e lists of computers
  size_t size = 0;     ///< bytes that it takes, those of a scope included
};

/// 32 letters A to P behind their number, each a half byte; then labels of a scope and a zero.
inline std::optional<NetbiosName> netbios_name(Bytes b) {
  if (b.size() < 34 || b[0] != 32) return std::nullopt;
  NetbiosName out;
  for (size_t i = 0; i < 16; ++i) {
    const unsigned high = b[1 + 2 * i] - 'A', low = b[2 + 2 * i] - 'A';
    if (high > 15 || low > 15) return std::nullopt;
    if (i < 15) out.name += static_cast<char>(high << 4 | low);
    out.suffix = static_cast<uint8_t>(high << 4 | low);
  }
  out.name.resize(out.name.find_last_not_of(std::string_view(" \0", 2)) + 1);
  out.size = 33;
  while (b[out.size] != 0 && b.has(out.size, b[out.size] + 1U)) out.size += b[out.size] + 1U;
  ++out.size;
  return out;
}

/// Does it name one computer that one may show?
inline bool is_computer(const NetbiosName& n) {
  if (n.name.empty() || (n.suffix != 0 && n.suffix != 0x20)) return false;
  for (const char c : n.name)
    if (static_cast<unsigned char>(c) < 0x21) return false;
  return true;
}

}  // namespace culprit::message
