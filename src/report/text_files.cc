#include "report/text_files.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "report/said.h"

namespace culprit::report {
namespace {

constexpr size_t kFiles = 20, kReasons = 5, kQuote = 200;

Paint paint_of(const ScannedFile& f) {
  if (f.verdict == "malicious") return Paint::red;
  return f.verdict == "suspicious" ? Paint::yellow : Paint::plain;
}

void reason(View v, const Evidence& e) {
  const std::string place =
      e.line != 0 ? v.words.say("scan.line", Sentence().count("n", e.line).params) + ": " : "";
  v.page.prose(std::string("    ") + (e.weight < 0 ? "- " : "+ "), place + v.words.say(e.reason),
               Paint::plain);
  if (!e.quote.empty()) v.page.line("        ", escape(e.quote, kQuote), Paint::dim);
}

void file(View v, const ScannedFile& f) {
  const std::string score = f.verdict == "unjudged" ? "" : " (" + v.words.share(f.score) + ")";
  v.page.prose("  ", v.say("scan.verdict." + f.verdict) + score + ": " + escape(f.path), paint_of(f));
  if (const std::string can = capability_words(v, f); !can.empty())
    v.page.prose("    ", v.say("scan.can") + ' ' + can);
  const size_t shown = v.detail() > 0 ? f.evidence.size() : std::min(kReasons, f.evidence.size());
  for (size_t i = 0; i < shown; ++i) reason(v, f.evidence[i]);
  if (v.detail() > 0) v.page.line("    SHA-256 ", f.sha256, Paint::dim);
  v.page.blank();
}

}  // namespace

void files_section(View v) {
  if (v.c.scanned.empty()) return;
  v.page.heading(v.say("scan.heading"));
  const size_t shown = v.detail() > 0 ? v.c.scanned.size() : std::min(kFiles, v.c.scanned.size());
  for (size_t i = 0; i < shown; ++i) file(v, v.c.scanned[i]);
  if (shown < v.c.scanned.size())
    v.page.prose("  ", v.words.say("text.more", Sentence().count("n", v.c.scanned.size() - shown).params),
                 Paint::dim);
}

}  // namespace culprit::report
