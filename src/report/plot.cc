#include "report/plot.h"

#include <algorithm>

#include "case/incident.h"
#include "report/group_words.h"

namespace culprit::report {
namespace {

constexpr size_t kMarks = 60, kSpans = 40;

PlotLine line_of(const View& v, const Series& s) {
  PlotLine out{.title = s.group, .all = s.group == "all", .flood = false, .values = &s};
  if (out.all) out.title = v.say("page.all-packets");
  const auto g = std::ranges::find(v.c.groups, s.group, &Group::id);
  if (g == v.c.groups.end()) return out;
  out.flood = !g->finding.empty();
  out.title = group_words(v.c, v.words, *g).title;
  return out;
}

Plot plot_of(const View& v, const Timeline& t) {
  Plot out;
  out.start = t.start;
  out.step_ns = std::max<int64_t>(t.step_ns, 1);
  for (const Series& s : t.series) out.lines.push_back(line_of(v, s));
  out.bins = t.series.empty() ? 0 : t.series.front().packets.size();
  for (const PlotLine& l : out.lines) out.bins = std::min(out.bins, l.values->packets.size());
  const auto within = [&](Time from, Time to) { return to >= out.start && from <= out.end(); };
  for (const Event& e : v.c.events)
    if (within(e.time, e.time) && out.marks.size() < kMarks)
      out.marks.push_back({e.time, e.kind, v.words.say(e.what)});
  for (const Finding& f : v.c.findings)
    if (is_flood(f) && within(f.start, f.end) && out.spans.size() < kSpans)
      out.spans.push_back({f.start, f.end, v.words.say(f.title)});
  return out;
}

}  // namespace

std::vector<Plot> plots(const View& v) {
  std::vector<Plot> out;
  if (!v.c.timeline || v.c.timeline->series.empty()) return out;
  out.push_back(plot_of(v, *v.c.timeline));
  out.back().title = v.say("section.traffic");
  for (const Timeline& t : v.c.close_ups) {
    if (t.series.empty()) continue;
    Plot p = plot_of(v, t);
    p.title = v.words.say("page.close-up", Sentence().text("title", p.lines.front().title).params);
    out.push_back(std::move(p));
  }
  return out;
}

std::string event_name(const View& v, const std::string& kind) {
  const std::string key = "event-kind." + kind;
  return v.say(v.words.has(key) ? key : "event-kind.other");
}

}  // namespace culprit::report
