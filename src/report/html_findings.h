// What shows it: findings with their evidence, files of a web root.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

void html_findings(Html& out, const View& v);
void html_files(Html& out, const View& v);

}  // namespace culprit::report
