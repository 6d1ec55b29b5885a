// What can be checked: findings with their frames and filters, and all of the capture by kind.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

void evidence_section(View v);
void groups_section(View v);

/// Where evidence can be opened: "frame 31", "access.log:20", a path.
std::string place(View v, const Evidence& e);

}  // namespace culprit::report
