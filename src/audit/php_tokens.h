// PHP source as tokens, in one pass and without executing anything. Hostile input is read like any other:
// what is not closed ends at the end of the file, and there is a limit to the number of tokens.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "audit/php_names.h"

namespace culprit::audit {

enum class TokenKind : uint8_t {
  html,      ///< what lies outside the tags
  open,      ///< "<?php", "<?", "<script language=php>"
  echo,      ///< "<?="
  close,     ///< "?>"; ends a statement
  variable,  ///< "$name", with the $
  name,      ///< keyword, function, constant; with its namespace
  number,
  string,  ///< without its quotes; nothing in it is replaced (single quotes, nowdoc)
  text,    ///< without its quotes; escapes and variables are replaced (double quotes, heredoc)
  shell,   ///< between backticks
  sign     ///< one character, or two or three that belong together; `code` tells which
};

/// Signs of more than one character; those of one are their own code.
enum Sign : uint16_t {
  kArrow = 256,     // ->
  kSafeArrow,       // ?->
  kDoubleColon,     // ::
  kDoubleArrow,     // =>
  kIncrement,       // ++
  kDecrement,       // --
  kCoalesce,        // ??
  kCompare,         // == === != !== <> <= >= <=> ; the result is true, false or a number
  kEqual,           // == ===
  kUnequal,         // != !== <>
  kLogic,           // && ||
  kShift,           // << >>
  kAssignJoin,      // .=
  kAssignXor,       // ^=
  kAssignNumber,    // += -= *= /= %= **= <<= >>=
  kAssignBits,      // |= &=
  kAssignCoalesce,  // ??=
  kPower,           // **
  kEllipsis         // ...
};

struct Token {
  uint32_t begin = 0, size = 0;
  TokenKind kind = TokenKind::sign;
  Word word = Word::none;  ///< of a name
  uint16_t code = 0;       ///< of a sign
};

/// What the tokens are made of, found on the way; tells whether a closer look is worth it.
struct Traits {
  bool php = false;      ///< there is a tag that opens code
  bool sure = false;     ///< the tag is "<?php" or "<?=": no accident in binary data
  bool request = false;  ///< reads what a client sends, or what the network brings
  bool sink = false;     ///< names something that runs, writes or sends
  bool hides = false;    ///< decodes, or builds names
  bool variable_call = false;
  bool runs_text = false;   ///< eval and its kin
  bool edits = false;       ///< takes texts apart or puts them together
  bool address = false;     ///< a literal is an address of another server
  bool cut = false;         ///< the limit was met
  size_t longest_text = 0;  ///< of the literals
};

struct Tokens {
  std::string_view source;
  std::vector<Token> all;
  std::vector<uint32_t> pairs;  ///< by match_pairs: for "(", "[" and "{" the place of the sign that closes it
  Traits traits;

  std::string_view text(const Token& t) const { return source.substr(t.begin, t.size); }
};

/// Where the first tag is that may open code, or npos. Fast: most files have none.
size_t find_php(std::string_view source);
/// Reads `source` from its first tag on; with `inside`, as if it stood behind "<?php". Uses `out` again.
void read_php(std::string_view source, Tokens& out, bool inside = false, size_t max_tokens = 2'000'000);

/// Fills `pairs`; what is not closed ends behind the last token.
void match_pairs(Tokens& tokens);

/// The line (from 1) of an offset.
uint64_t line_of(std::string_view source, size_t offset);

}  // namespace culprit::audit
