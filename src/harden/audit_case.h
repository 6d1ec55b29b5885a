// What an audit finds, as a case.
#pragma once
#include <string>
#include <vector>

#include "case/case.h"
#include "harden/audit.h"

namespace culprit::harden {

/// What was shown of a change, beyond what it says.
struct Proof {
  std::string subject;  ///< of the problem
  struct Tried {
    bool takes = false;  ///< a real server took a script from somebody without a login
    bool runs = false;   ///< it ran one that lay there, asked by somebody with a login
  };
  Tried before, after;  ///< with the old, with the new configuration
};

/// `left`: the problems of the patched copy; those that are gone are mended by their change.
Case audit_case(const Result& found, const Result& left, const Files& files,
                const std::vector<Proof>& proofs);

/// All changes as one patch.
std::string patch_of(const Result& found, const Files& files);

}  // namespace culprit::harden
