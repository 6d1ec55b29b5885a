// What several printers write alike.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "case/measure.h"

namespace culprit::contain {

/// "udp", "tcp", "icmp", "icmpv6", else the number; empty for 0.
std::string protocol_name(uint16_t protocol);
/// "53, 123" with the separator given.
std::string joined(const std::vector<uint16_t>& numbers, std::string_view separator);
std::string joined(const std::vector<Prefix>& prefixes, std::string_view separator);
/// Those of one version of IP.
std::vector<Prefix> of_version(const std::vector<Prefix>& all, bool four);
/// "40, 60-72": each number less by `less`.
std::string joined(const std::vector<std::array<uint16_t, 2>>& ranges, unsigned less);
std::string joined_bytes(const std::vector<uint8_t>& numbers);
/// Addresses, protocol, ports and user only: what every firewall can say.
bool is_plain(const FilterRule& r);
bool is_plain(const Measure& m);
/// Does the rule concern this version? Without addresses it concerns both, but for ICMP.
bool concerns(const FilterRule& r, bool four);

}  // namespace culprit::contain
