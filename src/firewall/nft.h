// The file format of nftables (nft(8)), the part that culprit understands.
#pragma once
#include <string_view>

#include "base/result.h"
#include "firewall/rule.h"

namespace culprit::firewall {

inline constexpr size_t kMaxFile = 16 << 20;  ///< bytes of a rule file
inline constexpr size_t kMaxRules = 65536;
inline constexpr size_t kMaxElements = 1 << 20;  ///< of all sets together

/// Sees that every jump has its chain and no chain can reach itself; what is wrong, else nothing.
std::string check_jumps(const Ruleset& rules);

/// An error names the line and the word that is not understood; nothing is left out in silence.
Result<Ruleset> parse_nft(std::string_view file);

}  // namespace culprit::firewall
