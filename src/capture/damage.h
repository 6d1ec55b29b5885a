// Keeping the account of what a reader survived.
#pragma once
#include <string_view>

#include "capture/reader.h"

namespace culprit::capture {

/// Adds one entry. A code has at most eight entries of its own; what follows is counted in the last of them,
/// so that a file damaged everywhere cannot make the account grow.
void note(Info& info, std::string_view code, uint64_t offset, uint64_t frame, uint64_t count = 1);

/// Counts repeats in one entry: for oddities that a whole file may share.
void tally(Info& info, std::string_view code, uint64_t offset, uint64_t frame);

}  // namespace culprit::capture
