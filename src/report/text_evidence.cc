#include "report/text_evidence.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "report/group_words.h"

namespace culprit::report {
namespace {

constexpr size_t kFindings = 6, kEvidence = 6, kGroups = 12, kExplained = 5, kHosts = 3, kQuote = 300;

Paint paint_of(Severity s) {
  if (s >= Severity::high) return Paint::red;
  return s == Severity::medium ? Paint::yellow : Paint::plain;
}

}  // namespace

std::string place(View v, const Evidence& e) {
  std::string out;
  if (e.kind == "log" && e.file < v.c.files.size())
    return escape(v.c.files[e.file].name) + ':' + std::to_string(e.line);
  if (e.kind != "frame") return escape(e.path) + (e.line != 0 ? ':' + std::to_string(e.line) : "");
  if (v.c.files.size() > 1 && e.ref.file < v.c.files.size()) out = escape(v.c.files[e.ref.file].name) + ' ';
  if (e.ref.frame != 0)
    return out + v.words.say("text.frame", Sentence().text("n", std::to_string(e.ref.frame)).params);
  return out + escape(e.path) + (e.line != 0 ? ':' + std::to_string(e.line) : "");
}

namespace {

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

/// The logs' and the files' part, with the first finding that has it.
void entry(View v, const Finding& f) {
  if (!f.entry || f.entry->evidence.empty() || f.kind == "webshell-upload") return;
  const auto same = [&](const Finding& g) { return g.entry && g.entry->path == f.entry->path; };
  if (&*std::ranges::find_if(v.c.findings, same) != &f) return;
  v.page.prose("    ", v.say("text.entry-evidence"));
  evidence(v, f.entry->evidence);
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

std::string share(View v, const Group& g) {
  const uint64_t all = v.c.packets;
  return v.words.share(all == 0 ? 0 : static_cast<double>(g.packets) / static_cast<double>(all));
}

void explained(View v, const Group& g, const GroupWords& said) {
  v.page.prose("    ", said.what);
  if (!said.why.empty()) v.page.prose("    ", said.why, Paint::dim);
  if (!said.worry_if.empty()) v.page.prose("    ", v.say("text.worry") + ' ' + said.worry_if, Paint::dim);
  for (const Condition& k : g.conditions) v.page.prose("      ", condition_words(v.words, k), Paint::dim);
}

/// " (printer, Canon Inc.)": what is known of a host beside its address.
std::string called(View v, const Address& ip) {
  const auto h = std::ranges::find(v.c.hosts, ip, &Host::ip);
  if (h == v.c.hosts.end()) return {};
  const std::string role = h->role.empty() || !v.words.has("role." + h->role) ? "" : v.say("role." + h->role);
  std::string out = role;
  for (const std::string* part : {&h->name, &h->maker, &h->network})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + escape(*part, 100);
  return out.empty() ? out : " (" + out + ')';
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

/// The strangest first: what findings claimed, what is out of the ordinary, what has a condition worth a
/// word, what only a guess or nothing names; the rest by its size.
int strangeness(const Group& g) {
  if (!g.finding.empty()) return 0;
  if (!g.ordinary) return 1;
  if (std::ranges::any_of(g.conditions, &Condition::telling)) return 2;
  return g.kind == "unknown" || g.kind == "undecodable" ? 3 : 4;
}

void details(View v, const Group& g, const GroupWords& said) {
  if (!said.advice.empty()) v.page.prose("    ", v.say("text.do") + ' ' + said.advice, Paint::dim);
  if (!said.source.empty()) v.page.prose("    ", v.say("text.source") + ' ' + said.source, Paint::dim);
  filter(v, "    ", g.filter, g.filter_exact);
}

void group(View v, const Group& g, size_t count_width, bool long_form) {
  const GroupWords said = group_words(v.c, v.words, g);
  const std::string begin =
      "  " + right(v.words.count(g.packets), count_width) + "  " + right(share(v, g), 8) + "  ";
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
  // Files have a section of their own.
  std::vector<const Finding*> told;
  for (const Finding& f : v.c.findings)
    if (f.kind != "webshell-file") told.push_back(&f);
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
  std::vector<const Group*> order;
  for (const Group& g : v.c.groups) order.push_back(&g);
  std::ranges::stable_sort(order, {}, [](const Group* g) { return strangeness(*g); });
  const size_t shown = v.detail() > 0 ? order.size() : std::min(kGroups, order.size());
  // Where nothing is wrong, the explanations are what one came for.
  const bool calm = v.c.verdict == Verdict::ordinary || v.c.verdict == Verdict::inconclusive;
  size_t width = 0;
  for (size_t i = 0; i < shown; ++i) width = std::max(width, columns(v.words.count(order[i]->packets)));
  for (size_t i = 0; i < shown; ++i) group(v, *order[i], width, calm && i < kExplained);
  folded(v, order, shown);
}

}  // namespace culprit::report
