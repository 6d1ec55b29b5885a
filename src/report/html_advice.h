// What to do, what cannot be seen, what to collect next, notes about the input.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

void html_remedies(Html& out, const View& v);
void html_blind(Html& out, const View& v);
void html_next(Html& out, const View& v);
void html_notes(Html& out, const View& v);

}  // namespace culprit::report
