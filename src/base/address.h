// Addresses of every family in one 16-byte value, prefixes, and what kind of address one is.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"

namespace culprit {

/// An IPv6 address; an IPv4 address as its mapped form ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2); or a MAC
/// address in a range that IPv6 never uses (ffff:ffff:ffff:fffe:0:xxxx:xxxx:xxxx), so that frames without IP
/// have endpoints too. All zero: no address. ("::" itself is stored as `any6`, see from_ip6.)
struct Address {
  uint64_t hi = 0, lo = 0;

  static constexpr uint64_t kMacMark = 0xffff'ffff'ffff'fffeULL;
  static constexpr uint64_t kIp4Mark = 0x0000'ffff'0000'0000ULL;

  static constexpr Address ip4(uint32_t value) { return {0, kIp4Mark | value}; }
  static constexpr Address mac(uint64_t value) { return {kMacMark, value & 0xffff'ffff'ffffULL}; }
  static Address ip6(Bytes bytes) { return {bytes.be64(0), bytes.be64(8)}; }
  /// Text form of IPv4 or IPv6; nothing else.
  static std::optional<Address> parse(std::string_view text);

  constexpr bool is_none() const { return hi == 0 && lo == 0; }
  constexpr bool is_mac() const { return hi == kMacMark; }
  constexpr bool is_ip4() const { return hi == 0 && (lo >> 32) == 0xffff; }
  constexpr bool is_ip6() const { return !is_ip4() && !is_mac(); }
  constexpr uint32_t v4() const { return static_cast<uint32_t>(lo); }

  /// "192.0.2.1", "2001:db8::1" (RFC 5952), "02:00:5e:10:00:01".
  std::string text() const;

  friend constexpr auto operator<=>(const Address&, const Address&) = default;
  constexpr uint64_t hash() const { return mix(hi, lo); }
};

/// What sort of address it is, by the special-purpose registries (RFC 6890, RFC 4291, RFC 1112).
enum class Scope : uint8_t {
  global,
  own_link,
  private_use,
  loopback,
  multicast,
  broadcast,
  unspecified,
  reserved,
  mac
};
Scope scope(const Address& address);
inline bool is_group(const Address& address) {
  const Scope s = scope(address);
  return s == Scope::multicast || s == Scope::broadcast || (address.is_mac() && (address.lo >> 40 & 1) != 0);
}

/// A CIDR block; `bits` counts from the top of the 128-bit form (IPv4 /24 is 120).
struct Prefix {
  Address base;
  int bits = 128;
  static std::optional<Prefix> parse(std::string_view text);
  bool contains(const Address& address) const;
  std::string text() const;
};
/// The /24 (IPv4) or /48 (IPv6) around an address.
Prefix neighbourhood(const Address& address);

}  // namespace culprit
