// A measure in the language of one firewall: one plug-in constant per firewall.
#pragma once
#include <span>
#include <string>

#include "case/measure.h"

namespace culprit::contain {

struct Printed {
  std::string text;  ///< a file or commands; empty = this firewall cannot say it
  std::string undo;
};

struct Printer {
  const char* id;
  bool proven;  ///< the text itself is replayed; else it is a translation that was not run
  Printed (*print)(const Measure& m);
};
std::span<const Printer* const> all();

}  // namespace culprit::contain
