// What a scan of a web root adds to a case.
#pragma once
#include <string>
#include <vector>

#include "case/case.h"

namespace culprit::audit {

/// Puts the files into their order (the worst first) and adds a finding for each that is malicious or
/// suspicious.
void add_scanned(Case& c, std::vector<ScannedFile> files);

/// Verdict, answer and next steps of a case that a scan alone made. `roots`: what was scanned, as the user
/// named it.
void conclude_scan(Case& c, uint64_t files, const std::vector<std::string>& roots);

}  // namespace culprit::audit
