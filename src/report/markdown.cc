// The report as Markdown, for a ticket, a wiki or a chat.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "report/exporter.h"
#include "report/group_words.h"
#include "report/html_small.h"
#include "report/markdown_page.h"
#include "report/plot.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kEvents = 60, kFindings = 30, kEvidence = 20, kQuote = 300, kTalks = 20, kGroups = 60,
                 kFiles = 60, kWarnings = 50;

class Report {
 public:
  explicit Report(const View& v) : v_(v) {}

  std::string written() {
    out_.heading(1, verdict_words(v_));
    say(input_words(v_));
    out_.heading(2, answer_heading(v_));
    say(answer_words(v_, false));
    orders();
    remedies();
    story();
    files();
    findings();
    talks();
    groups();
    blind();
    next();
    notes();
    return out_.text();
  }

 private:
  void say(std::string_view escaped) { out_.paragraph(as_markdown(escaped)); }
  std::string more(uint64_t n) const { return v_.words.say("page.more", Sentence().count("n", n).params); }
  std::string quoted(const std::string& quote) const {
    return quote.empty() ? quote : ": " + as_code(escape(quote, kQuote));
  }

  void orders() {
    if (!tells_of_order(v_.c)) return;
    out_.heading(2, v_.say("section.who"));
    say(answer_words(v_, true));
    const Finding* f = ordered(v_.c);
    if (f == nullptr) return;
    if (f->trigger) reasons(*f->trigger);
    if (f->orders.size() < 2) return;
    say(v_.say("text.all-orders"));
    std::vector<std::vector<std::string>> rows;
    for (const Order& o : f->orders)
      if (rows.size() < kEvents)
        rows.push_back(
            {v_.time(o.time), as_markdown(order_place(v_, o)),
             as_markdown(o.client.text() + (o.server.is_none() ? "" : " \u2192 " + o.server.text())),
             as_markdown(effect_words(v_, o))});
    out_.table(titles({"page.time", "page.where", "page.who", "page.effect"}), rows);
  }
  void reasons(const Order& o) {
    if (o.reasons.empty()) return;
    const std::string given = v_.words.share(o.probability);
    say(v_.words.say("text.reasons", Sentence().text("share", given).count("n", o.rivals).params));
    for (const Reason& r : o.reasons)
      out_.item((r.weight < 0 ? "(\u2212) " : "(+) ") + as_markdown(v_.words.say(r.what)));
  }

  void command(const std::string& platform, const std::string& text) {
    if (text.empty()) return;
    if (!platform.empty() && platform != "any") say(v_.say("platform." + platform) + ':');
    out_.code(text);
  }
  void remedies() {
    const auto told = advising(v_.c);
    if (told.empty()) return;
    out_.heading(2, v_.say("section.do"));
    int number = 0;
    for (const Finding* f : told) steps(*f, number);
    out_.indent(0);
  }
  void steps(const Finding& f, int& number) {
    const Remedy* before = nullptr;
    for (const Remedy& r : f.remedies) {
      if (before == nullptr || before->what.key != r.what.key) {
        out_.indent(0);
        out_.item("**" + as_markdown(v_.words.say(r.what)) + "**", ++number);
        out_.indent(4);
        if (!r.why.empty()) say(v_.words.say(r.why));
      }
      command(r.platform, r.command);
      say(remedy_assumptions(v_, r));
      for (const Sentence& s : r.checked) say(v_.words.say(s));
      if (!r.undo.empty()) say(v_.say("text.undo"));
      command("", r.undo);
      before = &r;
    }
  }

  void story() {
    if (v_.c.events.empty()) return;
    out_.heading(2, v_.say("section.story"));
    std::vector<std::vector<std::string>> rows;
    for (const Event& e : v_.c.events) {
      if (rows.size() == kEvents) break;
      const std::string where = e.evidence.empty() ? "" : as_markdown(place(v_, e.evidence.front()));
      rows.push_back({v_.time(e.time), as_markdown(v_.words.say(e.what)), where});
    }
    out_.table(titles({"page.time", "page.effect", "page.where"}), rows);
    if (v_.c.events.size() > kEvents) say(more(v_.c.events.size() - kEvents));
    say(clock_words(v_));
  }

  void files() {
    if (v_.c.scanned.empty()) return;
    out_.heading(2, v_.say("scan.heading"));
    for (size_t i = 0; i < std::min(kFiles, v_.c.scanned.size()); ++i) file(v_.c.scanned[i]);
    if (v_.c.scanned.size() > kFiles) say(more(v_.c.scanned.size() - kFiles));
  }
  void file(const ScannedFile& f) {
    const std::string score = f.verdict == "unjudged" ? "" : " (" + v_.words.share(f.score) + ')';
    out_.paragraph("**" + as_markdown(v_.say("scan.verdict." + f.verdict) + score) + "** " +
                   as_code(escape(f.path)));
    if (const std::string can = capability_words(v_, f); !can.empty()) say(v_.say("scan.can") + ' ' + can);
    for (size_t i = 0; i < std::min(kEvidence, f.evidence.size()); ++i) {
      const Evidence& e = f.evidence[i];
      const std::string line =
          e.line != 0 ? v_.words.say("scan.line", Sentence().count("n", e.line).params) + ": " : "";
      out_.item(as_markdown(line + v_.words.say(e.reason)) + quoted(e.quote));
    }
  }

  void filter(const std::string& text, bool exact) {
    if (text.empty()) return;
    say(v_.say(exact ? "text.filter" : "text.filter-wide"));
    out_.code(text);
  }
  void findings() {
    const auto told = told_findings(v_.c);
    if (told.empty()) return;
    out_.heading(2, v_.say("section.evidence"));
    for (size_t i = 0; i < std::min(kFindings, told.size()); ++i) finding(*told[i]);
    if (told.size() > kFindings) say(more(told.size() - kFindings));
  }
  void finding(const Finding& f) {
    out_.heading(3, v_.say(std::string("severity.") + name(f.severity)) + ": " + v_.words.say(f.title));
    say(v_.words.say(f.what));
    for (size_t i = 0; i < std::min(kEvidence, f.evidence.size()); ++i) {
      const Evidence& e = f.evidence[i];
      out_.item(as_markdown(place(v_, e) + ": " + v_.words.say(e.reason)) + quoted(e.quote));
    }
    if (f.evidence.size() > kEvidence) out_.item(more(f.evidence.size() - kEvidence));
    filter(f.filter, f.filter_exact);
  }

  void talks() {
    if (v_.c.talks.empty()) return;
    out_.heading(2, v_.say("section.talks"));
    std::vector<std::vector<std::string>> rows;
    for (size_t i = 0; i < std::min(kTalks, v_.c.talks.size()); ++i) {
      const Talk& t = v_.c.talks[i];
      const auto host = [&](const Address& a) { return as_markdown(host_words(v_, a) + called(v_, a)); };
      rows.push_back({host(t.from), host(t.to), as_markdown(protocol_words(v_, t)),
                      v_.words.count(t.packets[0]), v_.words.count(t.packets[1])});
    }
    out_.table(titles({"page.from", "page.to", "page.over", "page.there", "page.back"}), rows);
    const uint64_t left = v_.c.talks.size() - rows.size() + v_.c.more_talks;
    if (left != 0) say(more(left));
  }
  void groups() {
    if (v_.c.groups.empty()) return;
    out_.heading(2, v_.say(v_.c.findings.empty() ? "section.groups" : "section.rest"));
    const auto order = strangest_first(v_.c);
    std::vector<std::vector<std::string>> rows;
    for (size_t i = 0; i < std::min(kGroups, order.size()); ++i) {
      const GroupWords said = group_words(v_.c, v_.words, *order[i]);
      rows.push_back({v_.words.count(order[i]->packets), share_words(v_, *order[i]),
                      "**" + as_markdown(said.title) + "** " + as_markdown(said.what)});
    }
    for (auto& row : rows)
      if (row[1].starts_with('<')) row[1].insert(0, "\\");
    out_.table(titles({"page.packets", "page.share", "page.kind"}), rows);
    if (order.size() > kGroups) say(more(order.size() - kGroups));
  }

  void blind() {
    if (v_.c.not_visible.empty()) return;
    out_.heading(2, v_.say(v_.c.packets == 0 ? "section.blind-here" : "section.blind"));
    for (const Sentence& s : v_.c.not_visible) out_.item(as_markdown(v_.words.say(s)));
  }
  void next() {
    if (v_.c.next.empty()) return;
    out_.heading(2, v_.say("section.next"));
    const NextStep* before = nullptr;
    for (const NextStep& n : v_.c.next) {
      if (before == nullptr || before->what.key != n.what.key) {
        out_.indent(0);
        out_.item(as_markdown(v_.words.say(n.what)));
        out_.indent(2);
      }
      command(n.platform, n.command);
      before = &n;
    }
    out_.indent(0);
  }
  void notes() {
    if (v_.c.warnings.empty() && v_.c.limits.empty()) return;
    out_.heading(2, v_.say("section.warnings"));
    for (size_t i = 0; i < std::min(kWarnings, v_.c.warnings.size()); ++i)
      out_.item(as_markdown(warning_line(v_, v_.c.warnings[i])));
    if (v_.c.warnings.size() > kWarnings) out_.item(more(v_.c.warnings.size() - kWarnings));
    for (const Limit& l : v_.c.limits) out_.item(as_markdown(limit_words(v_.words, l)));
  }

  std::vector<std::string> titles(std::initializer_list<const char*> keys) const {
    std::vector<std::string> out;
    for (const char* key : keys) out.push_back(as_markdown(v_.say(key)));
    return out;
  }

  const View& v_;
  Markdown out_;
};

std::string write(const Case& c, const Words& words, const Style&) {
  Page page({.unicode = true});
  const View v{page, c, words};
  return Report(v).written();
}

}  // namespace

extern const Exporter markdown;
const Exporter markdown{.id = "markdown", .extension = "md", .write = write};

}  // namespace culprit::report
