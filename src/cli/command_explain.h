// culprit explain: files in, an answer out.
#pragma once
#include <atomic>

#include "cli/flags.h"

namespace culprit::cli {

enum Exit : int { done = 0, found = 1, failed = 2, interrupted = 130 };

/// Gives the exit status.
int explain(const ExplainOptions& options, const std::atomic<bool>& stop);

}  // namespace culprit::cli
