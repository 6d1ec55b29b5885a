// What a step gives back: a value, or a sentence for a human.
#pragma once
#include <expected>
#include <string>

namespace culprit {

/// Why something could not be done, in words that its user understands.
struct Error {
  std::string what;   ///< what is wrong
  std::string where;  ///< file, frame or option it is about; may be empty
  std::string next;   ///< what to do about it; may be empty
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> error(std::string what, std::string where = {}, std::string next = {}) {
  return std::unexpected(Error{std::move(what), std::move(where), std::move(next)});
}

}  // namespace culprit
