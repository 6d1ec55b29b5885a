// Values as rule files write them.
#pragma once
#include <optional>
#include <string_view>

#include "firewall/rule.h"

namespace culprit::firewall {

/// A value, range (a-b) or prefix that suits the field: addresses, numbers, and the names of protocols,
/// ports, ICMP types and flags that are common. None = not understood.
std::optional<Range> parse_range(Field field, std::string_view word);
std::optional<uint64_t> parse_number(std::string_view word);  ///< decimal or 0x...
std::optional<uint16_t> protocol_number(std::string_view word);
std::optional<uint8_t> tcp_flag_bit(std::string_view word);
std::optional<uint8_t> ct_state_bit(std::string_view word);
/// "second", "minute", "hour", "day", "week" in nanoseconds; 0 = none of them.
int64_t unit_ns(std::string_view word);

}  // namespace culprit::firewall
