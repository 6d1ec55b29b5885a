// The bytes of the packets that the case cites, with the telling ones marked.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

void html_packets(Html& out, const View& v);

}  // namespace culprit::report
