// What happened, over time.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

/// Pictures that stand still; the script of the page puts those that move in their place.
void html_traffic(Html& out, const View& v);
/// Probe, upload, order, flood, in order.
void html_story(Html& out, const View& v);

}  // namespace culprit::report
