#include "cli/delivery.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/messages.h"
#include "host/output.h"
#include "host/terminal.h"

namespace culprit::cli {
namespace {

const report::Exporter* exporter(std::string_view id) {
  const auto all = report::all();
  const auto at =
      std::ranges::find(all, id, [](const report::Exporter* e) { return std::string_view(e->id); });
  return at == all.end() ? nullptr : *at;
}

}  // namespace

report::Style style_for(const ExplainOptions& o, std::optional<Time> when) {
  const host::Terminal t = host::look_at(STDOUT_FILENO);
  const bool to_file = !o.output.empty();
  return {.colour = t.colour && !o.no_colour && !to_file,
          .unicode = t.unicode,
          .width = to_file ? 80 : t.width,
          .detail = o.detail,
          .local_offset_s = when ? host::local_offset_s(*when) : 0};
}

Words words_for(const ExplainOptions& o) {
  if (!o.lang.empty()) return Words(o.lang);
  if (o.format == "json") return Words("en");  // for programs: the same wherever it runs
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != 0) return Words(value);
  return Words("en");
}

std::string rendered(const ExplainOptions& o, const Case& c) {
  return exporter(o.format)->write(c, words_for(o), style_for(o, c.start));
}

bool deliver(const ExplainOptions& o, std::string_view text) {
  std::optional<Error> problem;
  if (!o.output.empty())
    problem = host::write_file(o.output, text);
  else if (!o.quiet)
    problem = host::write_all(STDOUT_FILENO, text);
  if (problem) complain(*problem);
  return !problem;
}

bool reached(const ExplainOptions& o, const Case& c) {
  return o.fails &&
         std::ranges::any_of(c.findings, [&](const Finding& f) { return f.severity >= o.fail_on; });
}

}  // namespace culprit::cli
