// What the plots of a case show: lines over time, moments, stretches.
#pragma once
#include <string>
#include <vector>

#include "report/text_view.h"

namespace culprit::report {

struct PlotLine {
  std::string title;
  bool all = false, flood = false;  ///< all packets together; those of a finding
  const Series* values = nullptr;   ///< of the case
};
struct PlotMark {
  Time time;
  std::string kind, what;  ///< Event::kind; the event in words
};
struct PlotSpan {
  Time from, to;
  std::string title;
};

struct Plot {
  std::string title;
  Time start;
  int64_t step_ns = 1;
  size_t bins = 0;
  std::vector<PlotLine> lines;  ///< all packets, findings, then groups by size
  std::vector<PlotMark> marks;  ///< events within the plot
  std::vector<PlotSpan> spans;  ///< floods

  Time end() const { return start + step_ns * static_cast<int64_t>(bins); }
  /// Packets a second in a bin.
  double rate(const PlotLine& line, size_t bin) const {
    return static_cast<double>(line.values->packets[bin]) * static_cast<double>(kSecond) /
           static_cast<double>(step_ns);
  }
};

/// The whole capture first, then floods close up. None where the case has no timeline.
std::vector<Plot> plots(const View& v);
/// What a kind of event is called, in a word or two.
std::string event_name(const View& v, const std::string& kind);

}  // namespace culprit::report
