#include "report/html_answer.h"

#include <algorithm>

#include "base/text.h"
#include "case/incident.h"
#include "report/html_small.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kOrders = 100;

/// A sign beside the verdict, so that colour is not all that tells it.
std::string_view sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::attacking:
    case Verdict::compromised:
    case Verdict::under_attack:
      return R"(<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="in" d="M12 6.5v7M12 16.7v.6"/></svg>)";
    case Verdict::suspicious:
    case Verdict::inconclusive:
      return R"(<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2 23 21H1z"/><path class="in" d="M12 9v6M12 18v.5"/></svg>)";
    case Verdict::ordinary:
    case Verdict::empty:
      break;
  }
  return R"(<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/><path class="in" d="m7.5 12.2 3.2 3.3 6-6.8"/></svg>)";
}

class Facts {
 public:
  Facts(Html& out, const View& v) : out_(out), v_(v) {}
  void tell() {
    out_.open("dl", {{"class", "facts"}, {"aria-label", v_.say("page.facts")}});
    const Finding* f = main_finding(v_.c);
    if (f != nullptr && is_flood(*f))
      flood(*f);
    else if (v_.c.packets != 0)
      fact("page.fact-packets", v_.words.count(v_.c.packets));
    uint64_t lines = 0;
    for (const InputFile& i : v_.c.files) lines += i.lines;
    if (lines != 0) fact("page.fact-lines", v_.words.count(lines));
    if (v_.c.findings.size() > 1) fact("page.fact-findings", v_.words.count(v_.c.findings.size()));
    out_.close();
  }

 private:
  void fact(const char* key, const std::string& value) {
    out_.open("div").leaf("dt", v_.say(key)).leaf("dd", value).close();
  }
  std::string ends(const std::vector<Endpoint>& all) const {
    if (all.empty()) return v_.say("page.many-hosts");
    const Endpoint& e = all.front();
    std::string out = e.prefix_bits ? Prefix{e.ip, *e.prefix_bits}.text() : e.ip.text();
    if (all.size() > 1) out += ' ' + v_.words.say("page.more", Sentence().count("n", all.size() - 1).params);
    return out;
  }
  void flood(const Finding& f) {
    fact("page.fact-flood", v_.words.count(f.packets));
    fact("page.fact-lasts", v_.words.word({"", Unit::duration, {}, f.end - f.start, 0}));
    if (f.peak_pps != 0) fact("page.fact-peak", v_.words.word({"", Unit::number, {}, 0, f.peak_pps}));
    fact("page.fact-source", f.source_count > kMany ? v_.words.count(f.source_count) : ends(f.sources));
    fact("page.fact-victim", ends(f.targets));
    if (f.trigger && f.trigger->probability >= 0.5) fact("page.fact-order", f.trigger->client.text());
  }

  static constexpr uint64_t kMany = 8;
  Html& out_;
  const View& v_;
};

void reasons(Html& out, const View& v, const Order& o) {
  if (o.reasons.empty()) return;
  const std::string given = v.words.share(o.probability);
  out.leaf("p", v.words.say("text.reasons", Sentence().text("share", given).count("n", o.rivals).params),
           {{"class", "label"}});
  out.open("ul", {{"class", "reasons"}});
  for (const Reason& r : o.reasons) {
    out.open("li", {{"class", r.weight < 0 ? "against" : "for"}});
    out.leaf("span", r.weight < 0 ? "\u2212" : "+", {{"class", "sign-of"}})
        .text(" ")
        .text(v.words.say(r.what))
        .close();
  }
  out.close();
}

void orders_table(Html& out, const View& v, const Finding& f) {
  if (f.orders.size() < 2) return;
  out.leaf("h3", v.say("text.all-orders"));
  out.open(
      "div",
      {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", v.say("text.all-orders")}});
  out.open("table").open("thead").open("tr");
  for (const char* key : {"page.time", "page.where", "page.who", "page.effect"})
    out.leaf("th", v.say(key), {{"scope", "col"}});
  out.close().close().open("tbody");
  for (size_t i = 0; i < std::min(kOrders, f.orders.size()); ++i) {
    const Order& o = f.orders[i];
    const std::string anchor = frame_anchor(v, o.frame);
    out.open("tr").open("td");
    html_time(out, v, o.time);
    out.close().open("td");
    if (anchor.empty())
      out.text(order_place(v, o));
    else
      out.leaf("a", order_place(v, o), {{"href", '#' + anchor}});
    out.close();
    out.leaf("td", o.client.text() + (o.server.is_none() ? "" : " \u2192 " + o.server.text()));
    out.leaf("td", effect_words(v, o)).close();
  }
  out.close().close().close();
  if (f.orders.size() > kOrders)
    out.leaf("p", v.words.say("page.more", Sentence().count("n", f.orders.size() - kOrders).params));
}

}  // namespace

void html_answer(Html& out, const View& v) {
  out.open("section",
           {{"class", std::string("hero ") + name(v.c.verdict)}, {"id", "answer"}, {"tabindex", "-1"}});
  out.open("h1").own(sign(v.c.verdict)).leaf("span", verdict_words(v)).close();
  out.leaf("p", input_words(v), {{"class", "input"}});
  Facts(out, v).tell();
  out.leaf("h2", answer_heading(v)).leaf("p", answer_words(v, false), {{"class", "answer"}});
  out.close();
}

void html_orders(Html& out, const View& v) {
  if (!tells_of_order(v.c)) return;
  out.leaf("p", answer_words(v, true), {{"class", "answer"}});
  const Finding* f = ordered(v.c);
  if (f == nullptr) return;
  if (f->trigger) reasons(out, v, *f->trigger);
  orders_table(out, v, *f);
}

}  // namespace culprit::report
