// A rule file as words.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace culprit::firewall {

struct Token {
  std::string_view text;  ///< a word, a sign such as "{" or "!=", or "\n" (";" too)
  uint32_t line = 0;
  bool quoted = false;
  bool ends() const { return !quoted && text == "\n"; }
};

/// nftables: '#' begins a comment, '\' at a line's end joins it with the next. At most `cap` tokens.
std::vector<Token> tokens_of_nft(std::string_view file, size_t cap = 4'000'000);
/// One line of iptables-save: words, "quoted" ones without their quotes.
std::vector<Token> tokens_of_line(std::string_view line, uint32_t number);

}  // namespace culprit::firewall
