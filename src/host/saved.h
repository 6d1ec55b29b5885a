// A report that culprit wrote as JSON, taken as a case: which captures it was made of.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace culprit::host {

struct SavedReport {
  std::vector<std::string> captures;  ///< names as the report has them
  std::vector<Prefix> local;          ///< where the user had said which addresses are his
  uint64_t packets = 0;               ///< of all captures
};

/// None = it is no saved report. Reads its beginning only.
std::optional<SavedReport> read_saved(const std::string& path);

/// Where each capture lies: as named, else from the report's folder, else beside the report. Only regular
/// files: a report may come from anybody.
Result<std::vector<std::string>> find_captures(const SavedReport& report, const std::string& path);

}  // namespace culprit::host
