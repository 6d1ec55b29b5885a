// An IPv4 or IPv6 address as text and as bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "bytes.h"

namespace generate {

struct Address {
  std::array<std::uint8_t, 16> octets{};
  bool v6 = false;

  static Address parse(const std::string& text);
  // The n-th address after this one.
  Address plus(std::uint32_t n) const;

  View view() const { return View(octets.data(), v6 ? 16u : 4u); }
  std::uint32_t number() const;  // IPv4 only
  std::string text() const;
  bool multicast() const { return v6 ? octets[0] == 0xff : (octets[0] & 0xf0) == 0xe0; }
  bool broadcast() const { return !v6 && number() == 0xffffffff; }

  auto operator<=>(const Address&) const = default;
};

using Mac = std::array<std::uint8_t, 6>;

inline constexpr Mac broadcast_mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

}  // namespace generate
