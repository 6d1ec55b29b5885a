// SHA-256 (FIPS 180-4), so that a report can say which file it is about.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace culprit::host {

class Sha256 {
 public:
  void add(Bytes bytes);
  /// The digest in hexadecimal; nothing may be added afterwards.
  std::string finish();

 private:
  void block(const uint8_t* data);

  std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> rest_{};
  size_t filled_ = 0;
  uint64_t total_ = 0;
};

}  // namespace culprit::host
