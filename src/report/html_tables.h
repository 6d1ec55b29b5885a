// Who talks to whom; all of the capture by kind.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

void html_talks(Html& out, const View& v);
void html_groups(Html& out, const View& v);

}  // namespace culprit::report
