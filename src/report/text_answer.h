// What the packets are, and who ordered them.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

void verdict_section(View v);
void answer_section(View v);
void orders_section(View v);

}  // namespace culprit::report
