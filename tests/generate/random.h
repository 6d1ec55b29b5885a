// The only source of chance. Integers only, so that every machine draws the same numbers.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "bytes.h"

namespace generate {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // A generator of its own for each part of a scene: a change in one part leaves the others as they were.
  Random fork(std::string_view name) const;

  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
  bool percent(unsigned chance) { return below(100) < chance; }
  std::uint16_t u16() { return static_cast<std::uint16_t>(next()); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(next()); }

  std::chrono::nanoseconds between(std::chrono::nanoseconds low, std::chrono::nanoseconds high);
  // Around `mean`, from a quarter of it to seven quarters.
  std::chrono::nanoseconds around(std::chrono::nanoseconds mean);

  Bytes bytes(std::size_t count);
  std::string words(std::size_t length);

 private:
  std::uint64_t state_;
};

}  // namespace generate
