// The clock of a pcapng interface: from its units to nanoseconds, exactly.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace culprit::capture {

/// draft-ietf-opsawg-pcapng section 4.2, if_tsresol and if_tsoffset.
class Clock {
 public:
  /// As the option has it: 10 to the power of minus `resolution`, or with the top bit set 2 to that power.
  constexpr void set_resolution(uint8_t resolution) {
    const unsigned power = resolution & 0x7f;
    binary_ = (resolution & 0x80) != 0;
    times_ = binary_ ? kSecond : 1;
    over_ = 1;
    shift_ = binary_ ? power : 0;
    for (unsigned i = power; !binary_ && i < 9; ++i) times_ *= 10;
    // 20 digits below the nanosecond no 64-bit stamp reaches one.
    for (unsigned i = 9; !binary_ && i < power && i < 9 + kMostDigits; ++i) over_ *= 10;
    digits_ = digits_of(binary_ ? (power * 30103 + 99999) / 100000 : power);
  }
  constexpr void set_offset(int64_t seconds) { offset_s_ = seconds; }

  /// What does not fit in 64 bits of nanoseconds (the years 1677 to 2262) is clipped.
  constexpr Time time(uint64_t stamp) const {
    Wide value = Wide{stamp} * times_;
    if (over_ != 1) value /= over_;
    const Signed ns = static_cast<Signed>(value >> shift_) + Signed{offset_s_} * kSecond;
    if (ns > INT64_MAX) return {INT64_MAX};
    return {ns < INT64_MIN ? INT64_MIN : static_cast<int64_t>(ns)};
  }
  constexpr uint8_t digits() const { return digits_; }

 private:
  __extension__ using Wide = unsigned __int128;
  __extension__ using Signed = __int128;
  static constexpr unsigned kMostDigits = 20;
  static constexpr uint8_t digits_of(unsigned digits) {
    return static_cast<uint8_t>(digits < 9 ? digits : 9);
  }

  Wide over_ = 1;
  uint64_t times_ = 1000;  // microseconds unless told otherwise
  unsigned shift_ = 0;
  int64_t offset_s_ = 0;
  uint8_t digits_ = 6;
  bool binary_ = false;
};

}  // namespace culprit::capture
