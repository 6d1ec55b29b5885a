// What can be checked: findings with their frames and filters, and all of the capture by kind.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

void evidence_section(View v);
void groups_section(View v);

}  // namespace culprit::report
