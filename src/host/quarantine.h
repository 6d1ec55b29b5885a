// Moving files out of a web root, in a way that can be undone.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"

namespace culprit::host {

struct Moved {
  std::string from, to;
};
struct NotMoved {
  std::string path, why;
};
struct QuarantineReport {
  std::vector<Moved> moved;
  std::vector<NotMoved> refused;
};

/// Moves the files that were judged malicious (with `suspicious`, those too) into `folder`, which is made
/// where it does not exist and must hold no other quarantine. Nothing is overwritten; a file that changed
/// since the scan stays where it is. `folder`/manifest.json says what was moved where; it is written before
/// each move.
Result<QuarantineReport> quarantine(const std::vector<ScannedFile>& files, const std::string& folder,
                                    bool suspicious = false);

/// Puts back what the manifest in `folder` says. Nothing is overwritten; what cannot be put back stays, with
/// the manifest.
Result<QuarantineReport> undo_quarantine(const std::string& folder);

}  // namespace culprit::host
