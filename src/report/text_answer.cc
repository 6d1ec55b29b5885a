#include "report/text_answer.h"

#include <algorithm>
#include <string>

#include "report/said.h"

namespace culprit::report {
namespace {

// Shown of a list unless -v asks for all.
constexpr size_t kOrders = 8, kReasons = 5;

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

void orders_table(View v, const Finding& f) {
  if (f.orders.size() < 2 && v.detail() == 0) return;
  Table table({Table::Side::left, Table::Side::right, Table::Side::left, Table::Side::left});
  const size_t shown = v.detail() > 0 ? f.orders.size() : std::min(kOrders, f.orders.size());
  for (size_t i = 0; i < shown; ++i) {
    const Order& o = f.orders[i];
    const bool twice = o.frame.frame != 0 && o.evidence.size() > 1;  // frame and line fill the row
    const std::string server =
        o.server.is_none() || twice ? "" : std::string(v.page.arrow()) + o.server.text();
    table.row({v.time(o.time), order_place(v, o), o.client.text() + server, effect_words(v, o)});
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
  v.page.prose("", verdict_words(v), paint_of(v.c.verdict));
  v.page.prose("", input_words(v), Paint::dim);
}

void answer_section(View v) {
  v.page.heading(answer_heading(v));
  v.page.prose("  ", answer_words(v, false));
}

void orders_section(View v) {
  if (!tells_of_order(v.c)) return;
  v.page.heading(v.say("section.who"));
  v.page.prose("  ", answer_words(v, true));
  const Finding* f = ordered(v.c);
  if (!f) return;
  if (f->trigger) reasons(v, *f->trigger);
  orders_table(v, *f);
}

}  // namespace culprit::report
