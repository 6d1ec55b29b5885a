// The report as one HTML file that needs nothing else: no network, no other file. Without its script it is
// whole, too; the script adds plots that move, a longer table, and buttons to copy.
#include <array>

#include "report/exporter.h"
#include "report/html_advice.h"
#include "report/html_answer.h"
#include "report/html_data.h"
#include "report/html_findings.h"
#include "report/html_packets.h"
#include "report/html_policy.h"
#include "report/html_small.h"
#include "report/html_story.h"
#include "report/html_tables.h"
#include "report/page_assets.h"
#include "report/said.h"

namespace culprit::report {
namespace {

struct Section {
  const char *id, *heading;
  void (*write)(Html& out, const View& v);
};

/// In the order in which people ask.
constexpr std::array kSections{Section{"orders", "section.who", html_orders},
                               Section{"do", "section.do", html_remedies},
                               Section{"traffic", "section.traffic", html_traffic},
                               Section{"story", "section.story", html_story},
                               Section{"files", "scan.heading", html_files},
                               Section{"evidence", "section.evidence", html_findings},
                               Section{"packets", "section.packets", html_packets},
                               Section{"talks", "section.talks", html_talks},
                               Section{"groups", "section.rest", html_groups},
                               Section{"blind", "section.blind", html_blind},
                               Section{"next", "section.next", html_next},
                               Section{"notes", "section.warnings", html_notes}};

std::string heading(const View& v, const Section& s) {
  const std::string_view id = s.id;
  if (id == "groups" && v.c.findings.empty()) return v.say("section.groups");
  if (id == "blind" && v.c.packets == 0) return v.say("section.blind-here");
  return v.say(s.heading);
}

void head(Html& out, const View& v) {
  out.open("head").empty("meta", {{"charset", "utf-8"}});
  out.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy(page_assets())}});
  out.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  out.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  out.leaf("title", "culprit: " + verdict_words(v));
  for (const Asset& a : page_assets())
    if (a.name.ends_with(".css")) out.open("style").own(a.text).close();
  out.close();
}

void scripts(Html& out, const View& v) {
  out.open("script", {{"type", "application/json"}, {"id", "data"}}).own(as_island(html_data(v))).close();
  // uPlot comes first.
  for (const bool vendored : {true, false})
    for (const Asset& a : page_assets())
      if (a.name.ends_with(".js") && a.name.starts_with("uPlot") == vendored)
        out.open("script").own(a.text).close();
}

void body(Html& out, const View& v) {
  out.leaf("a", v.say("page.skip"), {{"class", "skip"}, {"href", "#answer"}});
  std::array<std::string, kSections.size()> parts;
  for (size_t i = 0; i < kSections.size(); ++i) {
    Html part;
    kSections[i].write(part, v);
    parts[i] = part.page();
  }
  out.open("nav", {{"aria-label", v.say("page.contents")}})
      .leaf("p", "culprit", {{"class", "brand"}})
      .open("ul");
  for (size_t i = 0; i < kSections.size(); ++i)
    if (!parts[i].empty())
      out.open("li")
          .leaf("a", heading(v, kSections[i]), {{"href", std::string("#") + kSections[i].id}})
          .close();
  out.close().close().open("main");
  html_answer(out, v);
  for (size_t i = 0; i < kSections.size(); ++i) {
    if (parts[i].empty()) continue;
    const std::string id = std::string(kSections[i].id) + "-heading";
    out.open("section", {{"id", kSections[i].id}, {"aria-labelledby", id}});
    out.leaf("h2", heading(v, kSections[i]), {{"id", id}}).own(parts[i]).close();
  }
  out.close();
  out.leaf("footer", v.words.say("page.made-by", Sentence().text("version", CULPRIT_VERSION).params));
  out.leaf("p", "", {{"id", "said"}, {"class", "unseen"}, {"role", "status"}, {"aria-live", "polite"}});
}

std::string write(const Case& c, const Words& words, const Style&) {
  Page page({.unicode = true});
  const View v{page, c, words};
  Html out;
  out.own("<!DOCTYPE html>\n").open("html", {{"lang", words.lang()}});
  head(out, v);
  out.open("body");
  body(out, v);
  scripts(out, v);
  out.close().close();
  return out.page();
}

}  // namespace

extern const Exporter html;
const Exporter html{.id = "html", .extension = "html", .write = write};

}  // namespace culprit::report
