#include "report/html_advice.h"

#include "report/group_words.h"
#include "report/html_small.h"
#include "report/said.h"

namespace culprit::report {
namespace {

void command(Html& out, const View& v, const std::string& platform, std::string_view text) {
  if (!platform.empty() && platform != "any")
    out.leaf("p", v.say("platform." + platform) + ':', {{"class", "label"}});
  html_code(out, text);
}

void details(Html& out, const View& v, const Remedy& r) {
  if (!r.command.empty()) command(out, v, r.platform, r.command);
  if (const std::string assumed = remedy_assumptions(v, r); !assumed.empty())
    out.leaf("p", assumed, {{"class", "note"}});
  for (const Sentence& s : r.checked) out.leaf("p", v.words.say(s), {{"class", "checked"}});
  if (r.undo.empty()) return;
  out.open("details").leaf("summary", v.say("page.undo"));
  html_code(out, r.undo);
  out.close();
}

// The same remedy for several platforms is one step.
void steps(Html& out, const View& v, const Finding& f) {
  const Remedy* before = nullptr;
  for (const Remedy& r : f.remedies) {
    if (before == nullptr || before->what.key != r.what.key) {
      if (before != nullptr) out.close();
      out.open("li").leaf("h3", v.words.say(r.what));
      if (!r.why.empty()) out.leaf("p", v.words.say(r.why));
    }
    details(out, v, r);
    before = &r;
  }
  if (before != nullptr) out.close();
}

}  // namespace

void html_remedies(Html& out, const View& v) {
  const auto told = advising(v.c);
  if (told.empty()) return;
  out.open("ol", {{"class", "steps"}});
  for (const Finding* f : told) steps(out, v, *f);
  out.close();
}

void html_blind(Html& out, const View& v) {
  if (!v.c.not_visible.empty()) html_list(out, v, v.c.not_visible);
}

void html_next(Html& out, const View& v) {
  if (v.c.next.empty()) return;
  out.open("ul", {{"class", "next"}});
  const NextStep* before = nullptr;
  for (const NextStep& n : v.c.next) {
    if (before == nullptr || before->what.key != n.what.key) {
      if (before != nullptr) out.close();
      out.open("li").leaf("p", v.words.say(n.what));
    }
    if (!n.command.empty()) command(out, v, n.platform, n.command);
    before = &n;
  }
  out.close().close();
}

void html_notes(Html& out, const View& v) {
  if (v.c.warnings.empty() && v.c.limits.empty()) return;
  constexpr size_t kWarnings = 200;
  out.open("ul");
  for (size_t i = 0; i < v.c.warnings.size() && i < kWarnings; ++i)
    out.leaf("li", warning_line(v, v.c.warnings[i]));
  if (v.c.warnings.size() > kWarnings)
    out.leaf("li", v.words.say("page.more", Sentence().count("n", v.c.warnings.size() - kWarnings).params));
  for (const Limit& l : v.c.limits) out.leaf("li", limit_words(v.words, l));
  out.close();
}

}  // namespace culprit::report
