#include "report/html_tables.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/group_words.h"
#include "report/html_small.h"
#include "report/said.h"

namespace culprit::report {
namespace {

// So many stand in the page itself; the script shows the others.
constexpr size_t kTalks = 12, kGroups = 120;

void host(Html& out, const View& v, const Address& a) {
  out.open("td").text(host_words(v, a));
  if (const std::string known = called_words(v, a); !known.empty()) out.text(" ").leaf("small", known);
  out.close();
}

void talk(Html& out, const View& v, const Talk& t) {
  const auto g = std::ranges::find(v.c.groups, t.group, &Group::id);
  out.open("tr");
  host(out, v, t.from);
  host(out, v, t.to);
  out.leaf("td", protocol_words(v, t));
  out.leaf("td", v.words.count(t.packets[0]), {{"class", "n"}})
      .leaf("td", v.words.count(t.packets[1]), {{"class", "n"}});
  out.leaf("td", v.words.word({"", Unit::bytes, {}, static_cast<int64_t>(t.bytes[0] + t.bytes[1]), 0}),
           {{"class", "n"}});
  out.leaf("td", readable(t.first));
  out.leaf("td", v.words.word({"", Unit::duration, {}, t.last - t.first, 0}), {{"class", "n"}});
  out.leaf("td", g == v.c.groups.end() ? "" : group_words(v.c, v.words, *g).title).close();
}

/// A bar as long as the group's share.
void bar(Html& out, double share) {
  const std::string width = number(std::clamp(share * 100, 0.5, 100.0));
  out.open(
      "svg",
      {{"class", "bar"}, {"viewBox", "0 0 100 6"}, {"preserveAspectRatio", "none"}, {"aria-hidden", "true"}});
  out.leaf("rect", "", {{"width", width}, {"height", "6"}}).close();
}

void explained(Html& out, const View& v, const Group& g, const GroupWords& said) {
  out.leaf("p", said.what);
  if (!said.why.empty()) out.leaf("p", said.why);
  if (!said.worry_if.empty()) out.leaf("p", v.say("text.worry") + ' ' + said.worry_if);
  if (!said.advice.empty()) out.leaf("p", v.say("text.do") + ' ' + said.advice);
  for (const Condition& k : g.conditions)
    out.leaf("p", condition_words(v.words, k), {{"class", "condition"}});
  std::string hosts;
  for (const Address& a : g.hosts) hosts += (hosts.empty() ? "" : ", ") + a.text() + called(v, a);
  if (!hosts.empty()) out.leaf("p", v.say("text.hosts") + ' ' + hosts);
  html_filter(out, v, g.filter, g.filter_exact);
  if (!said.source.empty()) out.leaf("p", v.say("text.source") + ' ' + said.source, {{"class", "note"}});
}

void group(Html& out, const View& v, const Group& g) {
  const GroupWords said = group_words(v.c, v.words, g);
  const double share =
      v.c.packets == 0 ? 0 : static_cast<double>(g.packets) / static_cast<double>(v.c.packets);
  out.open("details", {{"class", g.finding.empty() && g.ordinary ? "group" : "group strange"}});
  out.open("summary").leaf("span", said.title, {{"class", "title"}});
  out.leaf("span", v.words.count(g.packets) + " (" + share_words(v, g) + ')', {{"class", "n"}});
  bar(out, share);
  out.close();
  explained(out, v, g, said);
  out.close();
}

}  // namespace

void html_talks(Html& out, const View& v) {
  if (v.c.talks.empty()) return;
  static constexpr std::array columns{"page.from",  "page.to",     "page.over",  "page.there", "page.back",
                                      "page.bytes", "page.begins", "page.lasts", "page.kind"};
  out.open("div", {{"class", "scroll"},
                   {"id", "talks-table"},
                   {"tabindex", "0"},
                   {"role", "region"},
                   {"aria-label", v.say("section.talks")}});
  out.open("table").open("thead").open("tr");
  for (const char* key : columns) out.leaf("th", v.say(key), {{"scope", "col"}});
  out.close().close().open("tbody");
  for (size_t i = 0; i < std::min(kTalks, v.c.talks.size()); ++i) talk(out, v, v.c.talks[i]);
  out.close().close().close();
  if (v.c.talks.size() > kTalks)
    out.leaf("p", v.words.say("page.more", Sentence().count("n", v.c.talks.size() - kTalks).params),
             {{"id", "talks-more"}});
  if (v.c.more_talks != 0)
    out.leaf("p", v.words.say("page.more-talks", Sentence().count("n", v.c.more_talks).params),
             {{"class", "note"}});
}

void html_groups(Html& out, const View& v) {
  const std::vector<const Group*> order = strangest_first(v.c);
  for (size_t i = 0; i < std::min(kGroups, order.size()); ++i) group(out, v, *order[i]);
  if (order.size() <= kGroups) return;
  uint64_t packets = 0;
  for (size_t i = kGroups; i < order.size(); ++i) packets += order[i]->packets;
  out.leaf("p",
           v.words.say("page.more-groups",
                       Sentence().count("n", order.size() - kGroups).count("packets", packets).params),
           {{"id", "groups-more"}});
}

}  // namespace culprit::report
