#include "report/proof.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "report/group_words.h"
#include "report/text_page.h"

namespace culprit::report {
namespace {

const Group* group_of(const Case& c, const std::string& id) {
  const auto g = std::ranges::find(c.groups, id, &Group::id);
  return g == c.groups.end() ? nullptr : &*g;
}

std::string title_of(const Case& c, const Words& words, const std::string& id) {
  const Group* g = group_of(c, id);
  return g == nullptr ? words.say("prove.no-group") : group_words(c, words, *g).title;
}

std::string of(uint64_t part, uint64_t all) {
  return all == 0 ? "0" : human_share(static_cast<double>(part) / static_cast<double>(all));
}

// ---- For people

class Told {
 public:
  Told(const Case& c, const Words& words, Page& page) : case_(c), words_(words), page_(page) {}

  void proof(const Proof& p) {
    const GroupFate flood = sum(p, true), other = sum(p, false);
    if (flood.packets != 0) share("prove.flood", flood);
    leak(flood);
    share(other.dropped == 0 ? "prove.ordinary-none" : "prove.ordinary", other);
    if (other.unsure != 0) page_.prose("  ", words_.say(Sentence("prove.unsure").count("n", other.unsure)));
    lost(p);
  }
  void rules(const Proof& p) {
    page_.heading(words_.say("section.prove-rules"));
    Table table({Table::Side::right, Table::Side::right, Table::Side::left});
    for (const RuleCount& r : p.rules)
      table.row({human_count(r.packets), human_bytes(static_cast<double>(r.bytes)),
                 escape(r.chain) + ": " + escape(r.rule)});
    table.print(page_, "  ");
  }
  void assumptions(const Proof& p) {
    page_.heading(words_.say("section.prove-assumptions"));
    for (const Sentence& s : p.assumptions) page_.prose(page_.bullet(), words_.say(s));
  }

 private:
  void share(const char* key, const GroupFate& g) {
    page_.prose("  ", words_.say(Sentence(key)
                                     .count("n", g.dropped)
                                     .count("all", g.packets)
                                     .text("share", of(g.dropped, g.packets))
                                     .count("hit", g.flows_hit)
                                     .count("flows", g.flows)));
  }
  void leak(const GroupFate& flood) {
    if (flood.dropped == flood.packets || !flood.first_passed_at) return;
    page_.prose("  ", words_.say(Sentence("prove.leak")
                                     .count("n", flood.packets - flood.dropped)
                                     .count("frame", flood.first_passed.frame)
                                     .time("time", *flood.first_passed_at)));
  }
  void lost(const Proof& p) {
    Table table({Table::Side::right, Table::Side::left});
    for (const GroupFate& g : p.groups)
      if (!g.flood && g.dropped + g.unsure != 0)
        table.row({human_count(g.dropped + g.unsure) + " / " + human_count(g.packets),
                   title_of(case_, words_, g.group)});
    if (!table.empty()) table.print(page_, "    ");
  }

  const Case& case_;
  const Words& words_;
  Page& page_;
};

void print_lines(Page& page, const std::string& text, Paint paint) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    page.line("    ", escape(text.substr(at, end - at)), paint);
    at = end + 1;
  }
}

void tell_form(Page& page, const Words& words, const Form& f) {
  page.line(
      "  ",
      words.say(Sentence(f.proven ? "contain.form-proven" : "contain.form").text("firewall", f.firewall)));
  print_lines(page, f.text, Paint::cyan);
  page.line("  ", words.say("contain.undo"), Paint::dim);
  print_lines(page, f.undo, Paint::dim);
}

void tell_measure(Page& page, const Case& c, const Words& words, const ProvenMeasure& m, size_t number) {
  const auto f = std::ranges::find(c.findings, m.measure.finding, &Finding::id);
  page.heading(std::to_string(number) + ". " + words.say(m.measure.what));
  if (f != c.findings.end())
    page.prose("  ", words.say(Sentence("contain.against").text("title", words.say(f->title))));
  page.prose("  ", words.say(m.measure.price));
  Told(c, words, page).proof(m.proof);
  for (const Form& form : m.measure.forms)
    if (form.proven || page.style().detail > 0) tell_form(page, words, form);
}

// ---- For programs

void write_fate(Json& out, const Case& c, const Words& words, const GroupFate& g) {
  out.open_object().member("group", g.group).member("title", title_of(c, words, g.group));
  out.member("flood", g.flood).member("ordinary", g.ordinary);
  out.member("packets", g.packets).member("bytes", g.bytes);
  out.member("dropped", g.dropped).member("dropped_bytes", g.dropped_bytes).member("unsure", g.unsure);
  out.member("flows", g.flows).member("flows_hit", g.flows_hit);
  if (g.first_dropped.frame != 0) out.member("first_dropped_frame", g.first_dropped.frame);
  if (g.first_passed.frame != 0) out.member("first_passed_frame", g.first_passed.frame);
  out.close_object();
}

void write_sum(Json& out, const char* name, const GroupFate& g) {
  out.key(name).open_object().member("packets", g.packets).member("dropped", g.dropped);
  out.member("unsure", g.unsure).member("flows", g.flows).member("flows_hit", g.flows_hit).close_object();
}

void write_proof(Json& out, const Case& c, const Words& words, const Proof& p) {
  out.open_object()
      .member("frames", p.frames)
      .member("datagrams", p.datagrams)
      .member("incomplete", p.incomplete);
  write_sum(out, "flood", sum(p, true));
  write_sum(out, "ordinary", sum(p, false));
  out.key("rules").open_array();
  for (const RuleCount& r : p.rules) {
    out.open_object()
        .member("table", escape(r.table))
        .member("chain", escape(r.chain))
        .member("line", r.line);
    out.member("rule", escape(r.rule)).member("packets", r.packets).member("bytes", r.bytes).close_object();
  }
  out.close_array().key("groups").open_array();
  for (const GroupFate& g : p.groups) write_fate(out, c, words, g);
  out.close_array().key("assumptions").open_array();
  for (const Sentence& s : p.assumptions) out.value(words.say(s));
  out.close_array().close_object();
}

void write_measure(Json& out, const Case& c, const Words& words, const ProvenMeasure& m) {
  out.open_object().member("finding", m.measure.finding).member("scope", m.measure.scope);
  out.member("what", words.say(m.measure.what)).member("price", words.say(m.measure.price));
  out.key("forms").open_array();
  for (const Form& f : m.measure.forms)
    out.open_object()
        .member("firewall", f.firewall)
        .member("proven", f.proven)
        .member("text", f.text)
        .member("undo", f.undo)
        .close_object();
  out.close_array().key("proof");
  write_proof(out, c, words, m.proof);
  out.close_object();
}

}  // namespace

std::string measures_text(const Case& c, std::span<const ProvenMeasure> all, const Words& words,
                          const Style& style) {
  Page page(style);
  if (all.empty()) {
    page.prose("", words.say("contain.nothing"));
    return page.text();
  }
  page.prose("", words.say("contain.order"));
  for (size_t i = 0; i < all.size(); ++i) tell_measure(page, c, words, all[i], i + 1);
  Told(c, words, page).assumptions(all.front().proof);
  if (style.detail == 0) page.prose("", words.say("contain.more"), Paint::dim);
  return page.text();
}

std::string measures_json(const Case& c, std::span<const ProvenMeasure> all, const Words& words) {
  Json out;
  out.open_object().member("schema", "culprit.contain/1").key("measures").open_array();
  for (const ProvenMeasure& m : all) write_measure(out, c, words, m);
  out.close_array().close_object();
  return out.text() + '\n';
}

std::string proof_text(const Case& c, const Proof& proof, const Words& words, const Style& style) {
  Page page(style);
  Told told(c, words, page);
  told.proof(proof);
  told.rules(proof);
  told.assumptions(proof);
  return page.text();
}

std::string proof_json(const Case& c, const Proof& proof, const Words& words) {
  Json out;
  out.open_object().member("schema", "culprit.prove/1").key("proof");
  write_proof(out, c, words, proof);
  out.close_object();
  return out.text() + '\n';
}

}  // namespace culprit::report
