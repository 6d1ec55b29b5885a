// A plot as a picture that stands still.
#pragma once
#include <string>

#include "report/plot.h"

namespace culprit::report {

/// An <svg> element. `alone`: a file of its own, with title, background and colours for light and dark; else
/// the page that it stands in has the style (data/page/report.css).
std::string plot_svg(const Plot& plot, const View& v, bool alone);

}  // namespace culprit::report
