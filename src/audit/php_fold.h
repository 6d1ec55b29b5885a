// Functions of PHP that make strings of strings, carried out on what is known. Nothing is executed: these are
// our own.
#pragma once
#include <span>
#include <string_view>

#include "audit/php_names.h"
#include "audit/php_value.h"

namespace culprit::audit {

/// The value of a call of `name` (of kind `word`, a string function) with these arguments.
Value fold_call(Word word, std::string_view name, std::span<const Value> args);

}  // namespace culprit::audit
