// One rule of nftables.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firewall/rule.h"
#include "firewall/tokens.h"

namespace culprit::firewall {

/// Named sets of a table.
using Sets = std::map<std::string, std::vector<Range>, std::less<>>;

/// What was not understood, and where.
struct Trouble {
  uint32_t line = 0;
  std::string word;
};

/// Reads the statements of one rule (without the line's end). `family` is its table's.
std::optional<Trouble> parse_nft_rule(std::span<const Token> tokens, Family family, const Sets& sets,
                                      Rule& out);

}  // namespace culprit::firewall
