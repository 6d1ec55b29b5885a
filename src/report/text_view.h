// A case on its way to the terminal.
#pragma once
#include <string>

#include "report/text_page.h"

namespace culprit::report {

struct View {
  Page& page;
  const Case& c;
  const Words& words;

  std::string say(std::string_view key) const { return words.say(key); }
  /// "2011-03-04 18:20:01 UTC (19:20:01 on this computer's clock)"
  std::string time(Time t) const;
  int detail() const { return page.style().detail; }
};

}  // namespace culprit::report
