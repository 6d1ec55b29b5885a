// What the page's script needs: curves, conversations, words.
#pragma once
#include <string>

#include "report/text_view.h"

namespace culprit::report {

/// JSON; as_island() makes it safe to stand in the page.
std::string html_data(const View& v);

}  // namespace culprit::report
