#include "report/html_policy.h"

#include <algorithm>
#include <cstdint>

namespace culprit::report {
namespace {

uint32_t digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0');
  return c >= 'a' && c <= 'f' ? static_cast<uint32_t>(c - 'a' + 10) : 0;
}

}  // namespace

std::string base64_of_hex(std::string_view hex) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < hex.size(); i += 6) {
    const size_t digits = std::min<size_t>(6, hex.size() - i);
    uint32_t bits = 0;
    for (size_t k = 0; k < 6; ++k) bits = bits << 4 | (k < digits ? digit(hex[i + k]) : 0);
    for (size_t k = 0; k < 4; ++k) out += k <= digits / 2 ? letters[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string policy(std::span<const Asset> assets) {
  std::string scripts, styles;
  for (const Asset& a : assets)
    (a.name.ends_with(".js") ? scripts : styles) += " 'sha256-" + base64_of_hex(a.sha256) + '\'';
  return "default-src 'none'; script-src" + scripts + "; style-src" + styles +
         "; base-uri 'none'; form-action 'none'";
}

}  // namespace culprit::report
