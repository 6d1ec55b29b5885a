// The answer, and who ordered it.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

/// Verdict, answer, and the main numbers.
void html_answer(Html& out, const View& v);
/// Who ordered it, with reasons, and all orders.
void html_orders(Html& out, const View& v);

}  // namespace culprit::report
