// Files of a web root on the terminal.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

/// Nothing where nothing was scanned.
void files_section(View v);

}  // namespace culprit::report
