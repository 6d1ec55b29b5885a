// A web server's configuration, read for what it says of URLs, files and logs (--config).
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "capture/log_format.h"
#include "case/case.h"
#include "engine/sites.h"

namespace culprit::host {

struct SitesRead {
  Sites sites;
  std::vector<InputFile> files;  ///< of kind "config"
  std::vector<Warning> warnings;
};

/// Adds Apache's and nginx' configuration in a folder, a file or a copy of a system.
Result<void> read_sites(const std::string& path, SitesRead& out);

/// What the configuration says of a log with this name: its format, its site. What was asked for stays.
capture::LogOptions options_of_log(const std::string& path, capture::LogOptions asked, const Sites& sites);

}  // namespace culprit::host
