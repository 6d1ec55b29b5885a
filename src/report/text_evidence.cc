#include "report/text_evidence.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "report/group_words.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kFindings = 6, kEvidence = 6, kGroups = 12, kExplained = 5, kHosts = 3, kQuote = 300;

Paint paint_of(Severity s) {
  if (s >= Severity::high) return Paint::red;
  return s == Severity::medium ? Paint::yellow : Paint::plain;
}

void evidence(View v, const std::vector<Evidence>& all) {
  Table table({Table::Side::left, Table::Side::left});
  const size_t shown = v.detail() > 0 ? all.size() : std::min(kEvidence, all.size());
  for (size_t i = 0; i < shown; ++i) {
    const Evidence& e = all[i];
    const std::string quote = e.quote.empty() ? "" : ": " + escape(e.quote, kQuote);
    table.row({place(v, e), v.words.say(e.reason) + quote});
  }
  table.print(v.page, "    ");
  if (shown < all.size())
    v.page.prose("    ", v.words.say("text.more", Sentence().count("n", all.size() - shown).params),
                 Paint::dim);
}

/// The logs' and the files' part.
void entry(View v, const Finding& f) {
  const Intrusion* in = entry_of(v.c, f);
  if (in == nullptr) return;
  v.page.prose("    ", v.say("text.entry-evidence"));
  evidence(v, in->evidence);
}

void filter(View v, std::string_view indent, const std::string& text, bool exact) {
  if (text.empty()) return;
  v.page.prose(indent, v.say(exact ? "text.filter" : "text.filter-wide"), Paint::dim);
  v.page.line(std::string(indent) + "  ", text, Paint::cyan);
}

void finding(View v, const Finding& f) {
  const std::string severity = v.say(std::string("severity.") + name(f.severity));
  v.page.prose("  ", severity + ": " + v.words.say(f.title), paint_of(f.severity));
  v.page.prose("    ", v.words.say(f.what));
  evidence(v, f.evidence);
  entry(v, f);
  filter(v, "    ", f.filter, f.filter_exact);
  v.page.blank();
}

void explained(View v, const Group& g, const GroupWords& said) {
  v.page.prose("    ", said.what);
  if (!said.why.empty()) v.page.prose("    ", said.why, Paint::dim);
  if (!said.worry_if.empty()) v.page.prose("    ", v.say("text.worry") + ' ' + said.worry_if, Paint::dim);
  for (const Condition& k : g.conditions) v.page.prose("      ", condition_words(v.words, k), Paint::dim);
}

void hosts(View v, const Group& g) {
  std::string all;
  const size_t shown = v.detail() > 0 ? g.hosts.size() : std::min(kHosts, g.hosts.size());
  for (size_t i = 0; i < shown; ++i) {
    const Address& a = g.hosts[i];
    if (v.detail() == 0 && called(v, a).empty()) continue;
    all += (all.empty() ? "" : ", ") + a.text() + called(v, a);
  }
  if (all.empty()) return;
  if (shown < g.hosts.size()) all += ' ' + v.say("text.and-others");
  v.page.prose("    ", v.say("text.hosts") + ' ' + all, Paint::dim);
}

void details(View v, const Group& g, const GroupWords& said) {
  if (!said.advice.empty()) v.page.prose("    ", v.say("text.do") + ' ' + said.advice, Paint::dim);
  if (!said.source.empty()) v.page.prose("    ", v.say("text.source") + ' ' + said.source, Paint::dim);
  filter(v, "    ", g.filter, g.filter_exact);
}

void group(View v, const Group& g, size_t count_width, bool long_form) {
  const GroupWords said = group_words(v.c, v.words, g);
  const std::string begin =
      "  " + right(v.words.count(g.packets), count_width) + "  " + right(share_words(v, g), 8) + "  ";
  v.page.prose(begin, said.title, g.ordinary ? Paint::plain : Paint::yellow);
  if (long_form || v.detail() > 0) explained(v, g, said);
  if (long_form || v.detail() > 0) hosts(v, g);
  if (v.detail() > 0) {
    details(v, g, said);
    v.page.blank();
  }
}

void folded(View v, const std::vector<const Group*>& order, size_t shown) {
  if (shown >= order.size()) return;
  Sentence s;
  uint64_t packets = 0;
  for (size_t i = shown; i < order.size(); ++i) packets += order[i]->packets;
  s.count("n", order.size() - shown).count("packets", packets);
  v.page.prose("  ", v.words.say("text.more-groups", s.params), Paint::dim);
}

}  // namespace

void evidence_section(View v) {
  const std::vector<const Finding*> told = told_findings(v.c);
  if (told.empty()) return;
  v.page.heading(v.say("section.evidence"));
  const size_t shown = v.detail() > 0 ? told.size() : std::min(kFindings, told.size());
  for (size_t i = 0; i < shown; ++i) finding(v, *told[i]);
  if (shown < told.size())
    v.page.prose("  ", v.words.say("text.more", Sentence().count("n", told.size() - shown).params),
                 Paint::dim);
}

void groups_section(View v) {
  if (v.c.groups.empty()) return;
  v.page.heading(v.say(v.c.findings.empty() ? "section.groups" : "section.rest"));
  const std::vector<const Group*> order = strangest_first(v.c);
  const size_t shown = v.detail() > 0 ? order.size() : std::min(kGroups, order.size());
  // Where nothing is wrong, the explanations are what one came for.
  const bool calm = v.c.verdict == Verdict::ordinary || v.c.verdict == Verdict::inconclusive;
  size_t width = 0;
  for (size_t i = 0; i < shown; ++i) width = std::max(width, columns(v.words.count(order[i]->packets)));
  for (size_t i = 0; i < shown; ++i) group(v, *order[i], width, calm && i < kExplained);
  folded(v, order, shown);
}

}  // namespace culprit::report
