// What happened, in order: probe, upload, first use, orders, floods.
#pragma once
#include "report/text_view.h"

namespace culprit::report {

/// Nothing where only packets were read: then the orders' own section tells it all.
void story_section(View v);

}  // namespace culprit::report
