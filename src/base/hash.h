// Mixing 64-bit words into table indices.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace culprit {

/// Finaliser of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit. A weak mix
/// here costs a factor of eight on floods, whose keys differ in few bits.
constexpr uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}
constexpr uint64_t mix(uint64_t a, uint64_t b) { return mix(a * 0x9e3779b97f4a7c15ULL ^ mix(b)); }

/// Of a text, beginning with `h`.
inline uint64_t hash_of(std::string_view text, uint64_t h = 0) {
  for (; text.size() >= 8; text.remove_prefix(8)) h = mix(h, Bytes(text).le64(0));
  for (const char c : text) h = mix(h, static_cast<unsigned char>(c));
  return h;
}

}  // namespace culprit
