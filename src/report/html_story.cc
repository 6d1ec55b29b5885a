#include "report/html_story.h"

#include <algorithm>

#include "base/text.h"
#include "report/html_small.h"
#include "report/plot_svg.h"
#include "report/said.h"

namespace culprit::report {
namespace {

// The beginning says how they got in, the end what they did last.
constexpr size_t kFirst = 150, kLast = 50, kWitnesses = 3, kQuote = 300;
constexpr int64_t kGap = 2 * 60 * kSecond;

void event(Html& out, const View& v, const Event& e) {
  out.open("li", {{"class", "event " + e.kind}});
  out.leaf("strong", event_name(v, e.kind), {{"class", "what"}});
  html_time(out, v, e.time);
  const std::string what = v.words.say(e.what);
  out.leaf("p", what);
  size_t shown = 0;
  for (const Evidence& one : e.evidence) {
    if ((one.kind != "frame" && one.kind != "log") || shown++ == kWitnesses) continue;
    out.open("p", {{"class", "witness"}});
    html_place(out, v, one);
    const std::string quote = escape(one.quote, kQuote);
    if (!quote.empty() && what.find(quote) == std::string::npos) out.text(": ").leaf("code", quote);
    out.close();
  }
  out.close();
}

void gap(Html& out, const View& v, int64_t ns) {
  if (ns < kGap) return;
  out.leaf("li", v.words.say("page.gap", Sentence().duration("duration", ns).params), {{"class", "gap"}});
}

}  // namespace

void html_traffic(Html& out, const View& v) {
  const std::vector<Plot> all = plots(v);
  if (all.empty()) return;
  for (size_t i = 0; i < all.size(); ++i) {
    out.open("figure", {{"class", "plot"}, {"data-plot", std::to_string(i)}});
    out.leaf("figcaption", i == 0 ? v.say("page.rate") + ", UTC" : all[i].title);
    out.own(plot_svg(all[i], v, false)).close();
  }
  out.leaf("p", v.say("page.plot-even"), {{"class", "note"}});
}

void html_story(Html& out, const View& v) {
  const std::vector<Event>& all = v.c.events;
  if (all.empty()) return;
  out.open("ol", {{"class", "story"}});
  for (size_t i = 0; i < all.size(); ++i) {
    if (i == kFirst && all.size() > kFirst + kLast) {
      const size_t left_out = all.size() - kFirst - kLast;
      out.leaf("li", v.words.say("page.more", Sentence().count("n", left_out).params), {{"class", "gap"}});
      i = all.size() - kLast;
    }
    if (i != 0) gap(out, v, all[i].time - all[i - 1].time);
    event(out, v, all[i]);
  }
  out.close();
  if (const std::string clocks = clock_words(v); !clocks.empty()) out.leaf("p", clocks, {{"class", "note"}});
}

}  // namespace culprit::report
