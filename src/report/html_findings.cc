#include "report/html_findings.h"

#include <algorithm>

#include "base/text.h"
#include "report/html_small.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kFindings = 60, kEvidence = 40, kQuote = 600, kFiles = 200, kReasons = 30;

void evidence(Html& out, const View& v, const std::vector<Evidence>& all, size_t most) {
  if (all.empty()) return;
  out.open("ul", {{"class", "evidence"}});
  for (size_t i = 0; i < std::min(most, all.size()); ++i) {
    const Evidence& e = all[i];
    out.open("li");
    html_place(out, v, e);
    out.leaf("span", v.words.say(e.reason));
    if (!e.quote.empty()) out.leaf("code", escape(e.quote, kQuote));
    out.close();
  }
  if (most < all.size())
    out.leaf("li", v.words.say("page.more", Sentence().count("n", all.size() - most).params));
  out.close();
}

void techniques(Html& out, const View& v, const Finding& f) {
  std::string all;
  for (const std::string& one : f.attack) all += (all.empty() ? "" : ", ") + one;
  const std::string sure = v.words.say("page.sure", Sentence().share("share", f.confidence).params);
  out.leaf("p", sure + (all.empty() ? "" : " \u00b7 " + v.say("page.technique") + ' ' + all),
           {{"class", "note"}});
}

void finding(Html& out, const View& v, const Finding& f) {
  out.open("article", {{"class", std::string("card ") + name(f.severity)}});
  out.open("h3").leaf("span", v.say(std::string("severity.") + name(f.severity)), {{"class", "pill"}});
  out.text(" ").leaf("span", v.words.say(f.title)).close();
  out.leaf("p", v.words.say(f.what));
  if (f.process) out.leaf("p", v.words.say(f.process->says));
  evidence(out, v, f.evidence, kEvidence);
  if (const Intrusion* in = entry_of(v.c, f)) {
    out.leaf("p", v.say("text.entry-evidence"), {{"class", "label"}});
    evidence(out, v, in->evidence, kEvidence);
  }
  html_filter(out, v, f.filter, f.filter_exact);
  techniques(out, v, f);
  out.close();
}

/// The class of the card: a file is as bad as its verdict.
std::string severity_of(const ScannedFile& f) {
  if (f.verdict == "malicious") return "critical";
  return f.verdict == "suspicious" ? "medium" : "info";
}

std::vector<Evidence> with_lines(const View& v, const ScannedFile& f) {
  std::vector<Evidence> out = f.evidence;
  for (Evidence& e : out) {
    e.kind = "file";
    e.path = e.line != 0 ? v.words.say("scan.line", Sentence().count("n", e.line).params) : std::string();
    e.line = 0;
  }
  return out;
}

void file(Html& out, const View& v, const ScannedFile& f) {
  out.open("article", {{"class", "card " + severity_of(f)}}).open("h3");
  out.leaf("span",
           v.say("scan.verdict." + f.verdict) +
               (f.verdict == "unjudged" ? "" : " (" + v.words.share(f.score) + ")"),
           {{"class", "pill"}});
  out.text(" ").leaf("span", escape(f.path)).close();
  if (const std::string can = capability_words(v, f); !can.empty())
    out.leaf("p", v.say("scan.can") + ' ' + can);
  evidence(out, v, with_lines(v, f), kReasons);
  if (!f.sha256.empty()) {
    out.leaf("p", "SHA-256", {{"class", "label"}});
    html_code(out, f.sha256);
  }
  out.close();
}

}  // namespace

void html_findings(Html& out, const View& v) {
  const std::vector<const Finding*> told = told_findings(v.c);
  for (size_t i = 0; i < std::min(kFindings, told.size()); ++i) finding(out, v, *told[i]);
  if (told.size() > kFindings)
    out.leaf("p", v.words.say("page.more", Sentence().count("n", told.size() - kFindings).params));
}

void html_files(Html& out, const View& v) {
  for (size_t i = 0; i < std::min(kFiles, v.c.scanned.size()); ++i) file(out, v, v.c.scanned[i]);
  if (v.c.scanned.size() > kFiles)
    out.leaf("p", v.words.say("page.more", Sentence().count("n", v.c.scanned.size() - kFiles).params));
}

}  // namespace culprit::report
