// Regular expressions as web servers' configurations use them, with bounded work: each place of the text is
// tried at most once with each place of the expression, whatever the two are.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace culprit {

struct RegexMatch {
  static constexpr size_t kGroups = 10;
  std::array<std::string_view, kGroups> groups;  ///< 0 = all of it
  /// `text` with $0 to $9 replaced.
  std::string expand(std::string_view text) const;
};

/// The first match anywhere in `text` (anchor with ^). Understood: . [] [^] ^ $ | () (?:) (?i) * + ? {n,m},
/// lazy forms,
/// \d \w \s \b and their opposites, escapes. Nothing where there is no match, where the expression is not
/// understood (look-around, references back), or where it and the text are too long together (16 million
/// steps).
std::optional<RegexMatch> regex_search(std::string_view expression, std::string_view text,
                                       bool any_case = false);

}  // namespace culprit
