// culprit scan: files of a web root become a case.
#pragma once
#include <string>
#include <vector>

#include "audit/scan_case.h"
#include "base/result.h"
#include "case/case.h"
#include "host/file_tree.h"

namespace culprit::host {

struct ScanOptions {
  std::vector<std::string> rules;  ///< --rules FILE: the user's YARA rules, beside ours
  bool builtin_rules = true;
  bool known_releases = true;      ///< --no-known switches off what dpkg knows
  std::string system_root = "/";   ///< where dpkg's lists are
  std::vector<std::string> known;  ///< --known FILE: lists of checksums
  bool times = true;               ///< --no-times: a copy whose times say nothing
  TreeLimits limits;
};

/// Scans folders, archives and single files, and concludes: a case that can be printed.
Result<Case> scan(const std::vector<std::string>& paths, const ScanOptions& options = {});

/// The same into a case that has other witnesses (explain --webroot): adds files, findings, limits and
/// warnings, and leaves the conclusion to the caller. Gives the times of the files that it lists.
Result<std::vector<audit::FileTimes>> scan_into(Case& c, const std::vector<std::string>& paths,
                                                const ScanOptions& options = {});

}  // namespace culprit::host
