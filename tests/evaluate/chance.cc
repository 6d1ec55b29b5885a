#include "chance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace evaluate {

double uniform(Random& random) { return static_cast<double>(random.next() >> 11) * 0x1p-53; }

double log_uniform(Random& random, double low, double high) {
  return low * std::pow(high / low, uniform(random));
}

double log_normal(Random& random, double median, double sigma) {
  const double radius = std::sqrt(-2 * std::log(1 - uniform(random)));
  return median * std::exp(sigma * radius * std::cos(2 * std::numbers::pi * uniform(random)));
}

std::uint64_t log_count(Random& random, double low, double high) {
  return static_cast<std::uint64_t>(std::llround(log_uniform(random, low, high)));
}

Duration seconds(double count) { return Duration(static_cast<std::int64_t>(count * 1e9)); }

Duration log_time(Random& random, Duration low, Duration high) {
  return seconds(log_uniform(random, static_cast<double>(low.count()), static_cast<double>(high.count())) /
                 1e9);
}

Duration exponential(Random& random, Duration mean) {
  return seconds(-std::log(1 - uniform(random)) * static_cast<double>(mean.count()) / 1e9);
}

std::size_t weighted(Random& random, std::initializer_list<unsigned> weights) {
  std::uint64_t sum = 0;
  for (unsigned weight : weights) sum += weight;
  std::uint64_t left = random.below(sum);
  std::size_t index = 0;
  for (unsigned weight : weights) {
    if (left < weight) break;
    left -= weight;
    ++index;
  }
  return index;
}

Address any_address(Random& random) {
  static constexpr std::array<std::uint8_t, 9> special = {10, 100, 127, 169, 172, 192, 198, 203, 0};
  Address out;
  do out.octets[0] = static_cast<std::uint8_t>(random.between(1, 223));
  while (std::ranges::find(special, out.octets[0]) != special.end());
  for (std::size_t i = 1; i < 4; ++i)
    out.octets[i] = static_cast<std::uint8_t>(random.between(i < 3 ? 0 : 1, 254));
  return out;
}

Address any_address6(Random& random) {
  Address out;
  out.v6 = true;
  const auto first = pick<std::uint16_t>(random, {0x2600, 0x2400, 0x2a00, 0x2a01, 0x2001, 0x2804, 0x2c0f});
  const auto second =
      static_cast<std::uint16_t>(first == 0x2001 ? random.between(0x1200, 0x4bff) : random.u16());
  put_u16(out.octets, 0, first);
  put_u16(out.octets, 2, second);
  const bool short_tail = random.percent(50);  // a server's: hand-made
  for (std::size_t i = 4; i < 8; ++i) out.octets[i] = static_cast<std::uint8_t>(random.next());
  for (std::size_t i = short_tail ? 14 : 8; i < 16; ++i)
    out.octets[i] = static_cast<std::uint8_t>(random.next());
  return out;
}

std::string any_word(Random& random, std::size_t least, std::size_t most) {
  static constexpr std::string_view consonants = "bcdfghjklmnprstvwz", vowels = "aeiou";
  std::string out;
  for (std::size_t left = random.between(least, most); left > 0; --left)
    out += left % 2 ? consonants[random.below(consonants.size())] : vowels[random.below(vowels.size())];
  return out;
}

std::string any_name(Random& random) {
  const std::string domain = any_word(random, 4, 12) +
                             pick<std::string>(random, {".example", ".test", ".example.net", ".example.org"});
  return random.percent(50)
             ? domain
             : pick<std::string>(random, {"www.", "mail.", "ns1.", "cdn.", "game.", "api.", "play."}) +
                   domain;
}

std::string hex_digits(Random& random, std::size_t count) {
  std::string out;
  while (out.size() < count) out += "0123456789abcdef"[random.below(16)];
  return out;
}

std::string letters(Random& random, std::size_t count) {
  static constexpr std::string_view list = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  while (out.size() < count) out += list[random.below(list.size())];
  return out;
}

Mac any_mac(Random& random) {
  // Intel, Realtek, Dell, HP, Apple, VMware, QEMU, Cisco, Juniper, TP-Link, AVM
  const auto maker = pick<std::uint32_t>(random, {0x001b21, 0x00e04c, 0x00188b, 0x001cc4, 0x0016cb, 0x005056,
                                                  0x525400, 0x00000c, 0x000585, 0x14cc20, 0x3810d5});
  const auto rest = random.u32();
  return {static_cast<std::uint8_t>(maker >> 16), static_cast<std::uint8_t>(maker >> 8),
          static_cast<std::uint8_t>(maker),       static_cast<std::uint8_t>(rest >> 16),
          static_cast<std::uint8_t>(rest >> 8),   static_cast<std::uint8_t>(rest)};
}

}  // namespace evaluate
