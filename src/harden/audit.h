// All checks over all configurations of a system.
#pragma once
#include <string>
#include <vector>

#include "harden/files.h"
#include "harden/problem.h"

namespace culprit::harden {

/// Where configurations begin.
struct Starts {
  std::vector<std::string> apache, nginx, php, pools;
};

struct Result {
  std::vector<Problem> problems;  ///< the worst first
  std::vector<Spot> unclear;
  std::vector<std::string> files;  ///< all that were read
  bool dev_kit = false;
};

Result audit(const Starts& starts, const Files& files);

}  // namespace culprit::harden
