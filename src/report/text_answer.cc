#include "report/text_answer.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <string>

#include "base/text.h"
#include "report/text_evidence.h"

namespace culprit::report {
namespace {

// Shown of a list unless -v asks for all.
constexpr size_t kOrders = 8, kFiles = 8, kReasons = 5;

Paint paint_of(Verdict v) {
  switch (v) {
    case Verdict::attacking:
    case Verdict::compromised:
    case Verdict::under_attack:
      return Paint::red;
    case Verdict::suspicious:
    case Verdict::inconclusive:
      return Paint::yellow;
    case Verdict::ordinary:
      return Paint::green;
    case Verdict::empty:
      return Paint::bold;
  }
  return Paint::plain;
}

bool was_given(const Case& c, std::string_view kind) {
  return std::ranges::any_of(c.files, [&](const InputFile& f) { return f.kind == kind; });
}

// "Clean" is said of what was read to its end only.
bool left_something_out(const Case& c) {
  static constexpr std::array<std::string_view, 5> out{"scan-stopped", "scan-cut", "scan-unreadable",
                                                       "scan-encrypted", "scan-too-deep"};
  return std::ranges::any_of(c.limits,
                             [&](const Limit& l) { return std::ranges::find(out, l.what) != out.end(); }) ||
         std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "webroot" && f.truncated; });
}

// Where no packets were read, the words are those of what was read.
std::string verdict_key(const Case& c) {
  std::string key = std::string("verdict.") + name(c.verdict);
  if (c.packets != 0 || was_given(c, "capture")) return key;
  if (was_given(c, "config")) return key + "-config";
  const bool orders = std::ranges::any_of(c.findings, [](const Finding& f) { return !f.orders.empty(); });
  if (c.verdict == Verdict::compromised && !orders) return key + "-files";
  const bool nothing = c.verdict == Verdict::empty || c.verdict == Verdict::inconclusive;
  if (nothing && was_given(c, "webroot")) return key + "-files";
  if (c.verdict == Verdict::ordinary && was_given(c, "log")) {
    const bool uploads = std::ranges::find(c.findings, "webshell-upload", &Finding::kind) != c.findings.end();
    return key + (uploads ? "-log-uploads" : "-log");
  }
  if (c.verdict == Verdict::ordinary) return key + (left_something_out(c) ? "-files-partly" : "-files");
  return key;
}

// Sentences about the order have a section of their own.
bool is_about_order(const Sentence& s) {
  static constexpr std::array<std::string_view, 7> fronts{
      "answer.order",   "answer.very-probably", "answer.possibly", "answer.roles",
      "answer.not-you", "answer.entry",         "absent."};
  return std::ranges::any_of(fronts, [&](std::string_view front) { return s.key.starts_with(front); });
}

void paragraph(View v, bool about_order) {
  std::string text;
  for (const Sentence& s : v.c.answer)
    if (is_about_order(s) == about_order) text += (text.empty() ? "" : " ") + v.words.say(s);
  v.page.prose("  ", text);
}

bool tells_of_order(const Case& c) { return std::ranges::any_of(c.answer, is_about_order); }

// The finding whose orders the answer is about: the first that has any.
const Finding* ordered(const Case& c) {
  const auto at =
      std::ranges::find_if(c.findings, [](const Finding& f) { return f.trigger || !f.orders.empty(); });
  return at == c.findings.end() ? nullptr : &*at;
}

void reasons(View v, const Order& o) {
  if (o.reasons.empty()) return;
  v.page.blank();
  const std::string given = v.words.share(o.probability);
  v.page.prose("  ",
               v.words.say("text.reasons", Sentence().text("share", given).count("n", o.rivals).params));
  const size_t shown = v.detail() > 0 ? o.reasons.size() : std::min(kReasons, o.reasons.size());
  for (size_t i = 0; i < shown; ++i)
    v.page.prose(o.reasons[i].weight < 0 ? "    - " : "    + ", v.words.say(o.reasons[i].what));
}

std::string effect(View v, const Order& o) {
  if (!o.effect.empty()) return v.say("text.effect-flood");
  if (o.status == 0) return v.say("text.effect-no-answer");
  return v.words.say("text.effect-status", Sentence().text("status", std::to_string(o.status)).params);
}

/// Frame and line that tell of an order; of a log its name without the folders.
std::string where_told(View v, const Order& o) {
  std::string out;
  if (o.frame.frame != 0)
    out = v.words.say("text.frame", Sentence().text("n", std::to_string(o.frame.frame)).params);
  for (const Evidence& e : o.evidence) {
    if (e.kind != "log") continue;
    const std::string at = place(v, e);
    out += (out.empty() ? "" : ", ") + at.substr(at.find_last_of("/\\") + 1);
    break;
  }
  return out;
}

void orders_table(View v, const Finding& f) {
  if (f.orders.size() < 2 && v.detail() == 0) return;
  Table table({Table::Side::left, Table::Side::right, Table::Side::left, Table::Side::left});
  const size_t shown = v.detail() > 0 ? f.orders.size() : std::min(kOrders, f.orders.size());
  for (size_t i = 0; i < shown; ++i) {
    const Order& o = f.orders[i];
    const bool twice = o.frame.frame != 0 && o.evidence.size() > 1;  // frame and line fill the row
    const std::string server =
        o.server.is_none() || twice ? "" : std::string(v.page.arrow()) + o.server.text();
    table.row({v.time(o.time), where_told(v, o), o.client.text() + server, effect(v, o)});
  }
  v.page.blank();
  v.page.line("  ", v.say("text.all-orders"), Paint::dim);
  table.print(v.page, "  ");
  if (shown < f.orders.size())
    v.page.prose("  ", v.words.say("text.more-orders", Sentence().count("n", f.orders.size() - shown).params),
                 Paint::dim);
}

}  // namespace

void verdict_section(View v) {
  const std::string verdict = v.say(verdict_key(v.c));
  v.page.prose("", verdict, paint_of(v.c.verdict));
  std::string input;
  for (const InputFile& f : v.c.files | std::views::take(kFiles))
    input += (input.empty() ? "" : ", ") + escape(f.name);
  if (v.c.files.size() > kFiles)
    input += ' ' + v.words.say("text.more", Sentence().count("n", v.c.files.size() - kFiles).params);
  if (v.c.packets != 0) {
    input += (input.empty() ? "" : ": ") +
             v.words.say("text.input", Sentence().count("n", v.c.packets).bytes("bytes", v.c.bytes).params);
    if (v.c.start && v.c.end)
      input += ", " + v.time(*v.c.start) + std::string(v.page.dash()) + v.time(*v.c.end);
  }
  uint64_t lines = 0;
  for (const InputFile& f : v.c.files) lines += f.lines;
  if (lines != 0)
    input +=
        (v.c.packets != 0 ? "; " : ": ") + v.words.say("text.log-input", Sentence().count("n", lines).params);
  v.page.prose("", input, Paint::dim);
}

void answer_section(View v) {
  v.page.heading(v.say(v.c.packets != 0 || was_given(v.c, "capture") ? "section.what" : "section.found"));
  paragraph(v, false);
}

void orders_section(View v) {
  if (!tells_of_order(v.c)) return;
  v.page.heading(v.say("section.who"));
  paragraph(v, true);
  const Finding* f = ordered(v.c);
  if (!f) return;
  if (f->trigger) reasons(v, *f->trigger);
  orders_table(v, *f);
}

}  // namespace culprit::report
