// The parts of the JSON report that logs add.
#pragma once
#include "base/json.h"
#include "case/case.h"
#include "report/json_parts.h"

namespace culprit::report {

/// "entry" of a finding; nothing where no log was read or no log tells of its script.
void write_entry(Json& out, JsonParts& parts, const Finding& f);
/// "clock_offset_s" of "input"; nothing where it was not estimated.
void write_clock_offset(JsonParts& parts, const Case& c);
/// "lines", "skipped_lines" and "bad_lines" of an input file that is a log.
void write_log_lines(Json& out, const InputFile& f);

}  // namespace culprit::report
