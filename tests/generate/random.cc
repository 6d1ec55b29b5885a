#include "random.h"

#include <array>

namespace generate {

std::uint64_t Random::next() {  // splitmix64
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

Random Random::fork(std::string_view name) const {
  std::uint64_t hash = state_ ^ 0xcbf29ce484222325;
  for (char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return Random(hash);
}

std::chrono::nanoseconds Random::between(std::chrono::nanoseconds low, std::chrono::nanoseconds high) {
  const auto width = static_cast<std::uint64_t>((high - low).count());
  return low + std::chrono::nanoseconds(static_cast<std::int64_t>(below(width + 1)));
}

std::chrono::nanoseconds Random::around(std::chrono::nanoseconds mean) {
  return between(mean / 4, mean * 7 / 4);
}

Bytes Random::bytes(std::size_t count) {
  Bytes out(count);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 8 == 0) word = next();
    out[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
  }
  return out;
}

std::string Random::words(std::size_t length) {
  static constexpr std::array<std::string_view, 12> list = {
      "the ", "page ", "and ", "of ", "list ", "new ", "item ", "with ", "from ", "read ", "more ", "<br>\n"};
  std::string out;
  while (out.size() < length) out += list[below(list.size())];
  out.resize(length);
  return out;
}

}  // namespace generate
