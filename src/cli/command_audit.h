// culprit audit: a server's configuration in, open doors and the patch out.
#pragma once
#include "cli/flags.h"

namespace culprit::cli {

/// Gives the exit status.
int audit(const ExplainOptions& options);

}  // namespace culprit::cli
