// What a check finds, and the change that mends it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "case/case.h"

namespace culprit::harden {

/// A line of a configuration. line 0 = the file as a whole (or something that is missing in it).
struct Spot {
  std::string file;
  uint32_t line = 0;
  std::string text;
};

/// One change of one file. Lines count from 1.
struct Edit {
  enum class Kind : uint8_t { replace, remove, after, append };
  std::string file;
  Kind kind = Kind::replace;
  uint32_t line = 0;  ///< not of append
  std::string text;   ///< without the line's end; may hold several lines
};

struct Problem {
  std::string id;  ///< kebab-case; words under "harden.<id>"
  Severity severity = Severity::low;
  std::string subject;  ///< the folder, file or address it is about
  std::vector<Spot> spots;
  std::vector<Edit> edits;
};

}  // namespace culprit::harden
