#include "report/text_story.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/text_evidence.h"

namespace culprit::report {
namespace {

// Shown unless -v asks for all; the beginning says how they got in, the end what they did last.
constexpr size_t kFirst = 10, kLast = 6, kQuote = 160;

bool read_logs(const Case& c) {
  return std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "log"; });
}

void event(View v, const Event& e) {
  v.page.prose("  " + v.time(e.time) + "  ", v.words.say(e.what),
               e.kind == "upload" ? Paint::bold : Paint::plain);
  for (const Evidence& one : e.evidence) {
    const std::string quote = one.quote.empty() ? "" : ": " + escape(one.quote, kQuote);
    v.page.prose("      ", place(v, one) + quote, Paint::dim);
    if (v.detail() == 0) break;
  }
}

void clocks(View v) {
  if (!v.c.clock_offset_s || std::abs(*v.c.clock_offset_s) < 0.001) return;
  const double offset = *v.c.clock_offset_s;
  Sentence s(offset > 0 ? "text.clock" : "text.clock-behind");
  s.duration("offset", static_cast<int64_t>(std::abs(offset) * static_cast<double>(kSecond)));
  v.page.prose("  ", v.words.say(s), Paint::dim);
}

}  // namespace

void story_section(View v) {
  if (!read_logs(v.c) || v.c.events.empty()) return;
  v.page.heading(v.say("section.story"));
  const size_t all = v.c.events.size();
  const bool folded = v.detail() == 0 && all > kFirst + kLast + 1;
  for (size_t i = 0; i < all; ++i) {
    if (folded && i == kFirst) {
      const size_t left_out = all - kFirst - kLast;
      v.page.prose("  ", v.words.say("text.more-events", Sentence().count("n", left_out).params), Paint::dim);
      i = all - kLast;
    }
    event(v, v.c.events[i]);
  }
  clocks(v);
}

}  // namespace culprit::report
