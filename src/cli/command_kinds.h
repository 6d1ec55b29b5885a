// culprit kinds: the knowledge base, to read.
#pragma once
#include "cli/flags.h"

namespace culprit::cli {

/// Gives the exit status.
int kinds(const ExplainOptions& options);

}  // namespace culprit::cli
