#include "report/group_words.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::report {
namespace {

// A code that the catalogue lacks is still shown: nothing disappears silently.
std::string coded(const Words& words, std::string_view room, const std::string& code,
                  std::span<const Param> params) {
  const std::string key = std::string(room) + '.' + code;
  return words.has(key) ? words.say(key, params) : escape(code);
}

}  // namespace

GroupWords group_words(const Case& c, const Words& words, const Group& g) {
  const auto say = [&](const char* part) {
    const std::string key = "kind." + g.kind + '.' + part;
    return words.has(key) ? words.say(key, g.params) : std::string();
  };
  GroupWords out{say("title"), say("what"), say("why"), say("worry"), say("do"), say("source")};
  const auto f = std::ranges::find(c.findings, g.finding, &Finding::id);
  if (f != c.findings.end() && !g.finding.empty()) {
    if (!f->title.empty()) out.title = words.say(f->title);
    if (!f->what.empty()) out.what = words.say(f->what);
  }
  if (out.title.empty()) out.title = escape(g.kind);
  if (out.what.empty()) out.what = out.title;
  return out;
}

std::string condition_words(const Words& words, const Condition& k) {
  const Sentence s = Sentence().count("n", k.packets);
  return coded(words, "condition", k.kind, s.params);
}

std::string limit_words(const Words& words, const Limit& l) {
  const Sentence s = Sentence().count("n", l.count);
  return coded(words, "limit", l.what, s.params);
}

std::string warning_words(const Words& words, const Warning& w) {
  return coded(words, "warning", w.code, w.params);
}

}  // namespace culprit::report
