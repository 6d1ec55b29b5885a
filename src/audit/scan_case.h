// What a scan of a web root adds to a case.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "case/case.h"

namespace culprit::audit {

/// What the file system says of a file that is listed.
struct FileTimes {
  std::string path;
  std::optional<int64_t> modified_s, changed_s;
};

/// The web server's own user owns it, unlike the files round it.
void add_owner(ScannedFile& file, const std::string& owner);
/// Each script that a finding with an entry names, and that is among the files: its times beside what the
/// logs say.
void compare_times(Case& c, const std::vector<FileTimes>& times);

/// Puts the files into their order (the worst first) and adds a finding for each that is malicious or
/// suspicious.
void add_scanned(Case& c, std::vector<ScannedFile> files);

/// Verdict, answer and next steps of a case that a scan alone made. `roots`: what was scanned, as the user
/// named it.
void conclude_scan(Case& c, uint64_t files, const std::vector<std::string>& roots);

}  // namespace culprit::audit
