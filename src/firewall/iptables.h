// What iptables-save and ip6tables-save print (iptables-extensions(8)), the part that culprit understands.
#pragma once
#include <string_view>

#include "base/result.h"
#include "firewall/rule.h"

namespace culprit::firewall {

/// Does the text look like it, rather than like an nftables file?
bool is_iptables(std::string_view file);
/// Of `-A` lines of the filter table (others are refused unless empty). Which of the two programs wrote it is
/// told by its comment or by its addresses.
Result<Ruleset> parse_iptables(std::string_view file);

}  // namespace culprit::firewall
