#include "report/text_story.h"

#include <algorithm>

#include "base/text.h"
#include "report/said.h"

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
  // The packet and the line that tell of it; more only where asked for.
  size_t shown = 0;
  for (const Evidence& one : e.evidence) {
    const bool witness = one.kind == "frame" || one.kind == "log";
    if (v.detail() == 0 && (shown == 2 || !witness)) continue;
    ++shown;
    const std::string quote = one.quote.empty() ? "" : ": " + escape(one.quote, kQuote);
    v.page.prose("      ", place(v, one) + quote, Paint::dim);
  }
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
  if (const std::string clocks = clock_words(v); !clocks.empty()) v.page.prose("  ", clocks, Paint::dim);
}

}  // namespace culprit::report
