// What cannot be seen, what to do now, and what went wrong while reading.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

void blind_section(View v);
void advice_section(View v);
void warnings_section(View v);

}  // namespace culprit::report
