// A picture: traffic over time by kind, with the order and the flood marked.
#include "report/exporter.h"
#include "report/html_page.h"
#include "report/plot_svg.h"
#include "report/said.h"

namespace culprit::report {
namespace {

/// A case without packets has no curve: then the picture says so.
std::string nothing(const View& v) {
  Html out;
  out.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"}, {"viewBox", "0 0 960 80"}, {"role", "img"}});
  out.leaf("text", verdict_words(v), {{"x", "20"}, {"y", "30"}});
  out.leaf("text", v.say("page.plot-empty"), {{"x", "20"}, {"y", "55"}}).close();
  return out.page();
}

std::string write(const Case& c, const Words& words, const Style&) {
  Page page({.unicode = true});
  const View v{page, c, words};
  std::vector<Plot> all = plots(v);
  if (all.empty()) return nothing(v);
  all.front().title = verdict_words(v);
  return plot_svg(all.front(), v, true);
}

}  // namespace

extern const Exporter svg;
const Exporter svg{.id = "svg", .extension = "svg", .write = write};

}  // namespace culprit::report
