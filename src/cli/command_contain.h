// culprit contain, culprit prove: rules and what a replay shows of them.
#pragma once
#include <atomic>

#include "cli/flags.h"

namespace culprit::cli {

/// Both give the exit status.
int contain(const ExplainOptions& options, const std::atomic<bool>& stop);
int prove(const ExplainOptions& options, const std::atomic<bool>& stop);

}  // namespace culprit::cli
