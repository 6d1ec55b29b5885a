// culprit scan: a web server's folder in, an answer out.
#pragma once
#include "cli/flags.h"
#include "host/scan.h"

namespace culprit::cli {

/// Gives the exit status.
int scan(const ExplainOptions& options);

host::ScanOptions scan_options(const ExplainOptions& options);

}  // namespace culprit::cli
