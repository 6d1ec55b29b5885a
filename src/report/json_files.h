// The member "files" of the report: what a scan of a web root found.
#pragma once
#include "base/json.h"
#include "report/json_parts.h"

namespace culprit::report {

/// Writes "files": [...]; nothing where no web root was scanned and nothing was found.
void write_files(Json& out, JsonParts& parts, const Case& c);

}  // namespace culprit::report
