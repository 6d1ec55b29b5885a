#include "report/text_advice.h"

#include <algorithm>
#include <string>
#include <vector>

#include "report/group_words.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kWarnings = 10;

// A command may have several lines; each stays whole.
void command(View v, const std::string& indent, const std::string& platform, std::string_view text) {
  if (!platform.empty() && platform != "any")
    v.page.prose(indent, v.say("platform." + platform) + ':', Paint::dim);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    v.page.line(indent + "  ", text.substr(0, end), Paint::cyan);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void remedy_details(View v, const Remedy& r) {
  const std::string indent(5, ' ');
  if (!r.command.empty()) command(v, indent, r.platform, r.command);
  if (const std::string assumed = remedy_assumptions(v, r); !assumed.empty())
    v.page.prose(indent + "  ", assumed, Paint::dim);
  for (const Sentence& s : r.checked) v.page.prose(indent + "  ", v.words.say(s), Paint::green);
  if (!r.undo.empty() && v.detail() > 0) {
    v.page.prose(indent + "  ", v.say("text.undo"), Paint::dim);
    v.page.line(indent + "    ", r.undo, Paint::cyan);
  }
}

// The same remedy for several platforms is one step.
void steps(View v, const Finding& f, int& number) {
  const Remedy* before = nullptr;
  for (const Remedy& r : f.remedies) {
    if (!before || before->what.key != r.what.key) {
      v.page.prose(right(std::to_string(++number) + ".", 4) + ' ', v.words.say(r.what), Paint::bold);
      if (!r.why.empty()) v.page.prose("     ", v.words.say(r.why));
    }
    remedy_details(v, r);
    before = &r;
  }
}

void next_steps(View v) {
  const NextStep* before = nullptr;
  for (const NextStep& n : v.c.next) {
    if (!before || before->what.key != n.what.key) v.page.prose(v.page.bullet(), v.words.say(n.what));
    if (!n.command.empty()) command(v, "    ", n.platform, n.command);
    before = &n;
  }
}

}  // namespace

void blind_section(View v) {
  if (v.c.not_visible.empty()) return;
  v.page.heading(v.say(v.c.packets == 0 ? "section.blind-here" : "section.blind"));
  for (const Sentence& s : v.c.not_visible) v.page.prose(v.page.bullet(), v.words.say(s));
}

void advice_section(View v) {
  if (const auto told = advising(v.c); !told.empty()) {
    v.page.heading(v.say("section.do"));
    int number = 0;
    for (const Finding* f : told) steps(v, *f, number);
  }
  if (v.c.next.empty()) return;
  v.page.heading(v.say("section.next"));
  next_steps(v);
}

void warnings_section(View v) {
  if (v.c.warnings.empty() && v.c.limits.empty()) return;
  v.page.heading(v.say("section.warnings"));
  const size_t shown = v.detail() > 0 ? v.c.warnings.size() : std::min(kWarnings, v.c.warnings.size());
  for (size_t i = 0; i < shown; ++i) v.page.prose(v.page.bullet(), warning_line(v, v.c.warnings[i]));
  if (shown < v.c.warnings.size())
    v.page.prose("    ", v.words.say("text.more", Sentence().count("n", v.c.warnings.size() - shown).params),
                 Paint::dim);
  for (const Limit& l : v.c.limits) v.page.prose(v.page.bullet(), limit_words(v.words, l));
}

}  // namespace culprit::report
