// A view of a case: one plug-in constant per format.
#pragma once
#include <span>
#include <string>

#include "case/case.h"
#include "wording/words.h"

namespace culprit::report {

/// How a person wants it.
struct Style {
  bool colour = false;
  bool unicode = false;
  int width = 80;              ///< columns of a terminal; never part of the case
  int detail = 0;              ///< number of -v
  int64_t local_offset_s = 0;  ///< seconds east of UTC of the reader's clock, for times beside UTC
};

struct Exporter {
  const char* id;  ///< the name that --format takes
  const char* extension;
  std::string (*write)(const Case& c, const Words& words, const Style& style);
};
std::span<const Exporter* const> all();

}  // namespace culprit::report
