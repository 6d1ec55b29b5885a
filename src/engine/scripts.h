// The scripts that were called, found among the files of the web root.
#pragma once
#include "case/case.h"

namespace culprit {

/// Each order whose script is among the case's scanned files names that file instead of its likely place, and
/// has it as evidence. A file fits by its name and the folders before it, as many as the URL tells.
void join_scripts(Case& c);

}  // namespace culprit
