// Where PHP code begins in a file, and the small searches that the lexer is made of.
#pragma once
#include <cstddef>
#include <string_view>

#include "audit/php_tokens.h"

namespace culprit::audit {

struct Tag {
  size_t at = std::string_view::npos, size = 0;
  TokenKind kind = TokenKind::open;
  bool sure = true;  ///< no accident: "<?php", "<?=", "<script language=php>"
};
/// The first tag from `from` on.
Tag next_tag(std::string_view source, size_t from);

/// Does `text` begin with these small letters, in any case?
bool iprefix(std::string_view text, std::string_view lower);
size_t find_byte(std::string_view text, char c, size_t from);

}  // namespace culprit::audit
