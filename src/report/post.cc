// The answer for a forum or a ticket: short, in English beside the reader's language, without addresses.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "report/anonymous.h"
#include "report/exporter.h"
#include "report/group_words.h"
#include "report/text_page.h"

namespace culprit::report {
namespace {

constexpr size_t kLimit = 2500, kGroups = 5, kFilters = 3;

/// What quotes the input word by word may name people and places.
bool quotes(const Sentence& s) {
  static constexpr std::array<std::string_view, 4> fronts{"answer.order-request", "answer.order-command",
                                                          "answer.order-script", "answer.entry"};
  for (const std::string_view front : fronts)
    if (s.key.starts_with(front)) return true;
  return false;
}

/// The parts of a post in one language, the more important first.
class Post {
 public:
  Post(const Case& c, const Words& words) : case_(c), words_(words), hide_(c, words) {}

  std::vector<std::string> lines() {
    add(words_.say(std::string("verdict.") + name(case_.verdict)));
    answer();
    filters();
    for (const Sentence& s : case_.not_visible) add("- " + words_.say(s), "section.blind");
    for (const NextStep& s : case_.next) add("- " + words_.say(s.what), "section.next");
    groups();
    return std::move(lines_);
  }

 private:
  static std::string titled(std::string heading) { return heading.ends_with(':') ? heading : heading + ':'; }
  void add(const std::string& text, const char* heading = nullptr) {
    std::string line = hide_.without(text);
    if (heading != nullptr && heading != last_) line = '\n' + titled(words_.say(heading)) + '\n' + line;
    if (heading != nullptr) last_ = heading;
    if (lines_.empty() || lines_.back() != line) lines_.push_back(std::move(line));
  }
  void answer() {
    std::string text;
    for (const Sentence& s : case_.answer)
      if (!quotes(s)) text += (text.empty() ? "" : " ") + words_.say(s);
    add(text);
  }
  void filters() {
    size_t n = 0;
    for (const Finding& f : case_.findings)
      if (!f.filter.empty() && n++ < kFilters) add("  " + escape(f.filter), "text.filter-wide");
    for (const Group& g : case_.groups)
      if (g.finding.empty() && n++ < kFilters) add("  " + g.filter, "text.filter-wide");
  }
  void groups() {
    for (size_t i = 0; i < case_.groups.size() && i < kGroups; ++i) {
      const Group& g = case_.groups[i];
      const double share =
          case_.packets == 0 ? 0 : static_cast<double>(g.packets) / static_cast<double>(case_.packets);
      add("- " + words_.share(share) + ' ' + group_words(case_, words_, g).title, "section.groups");
    }
  }

  const Case& case_;
  const Words& words_;
  Anonymous hide_;
  const char* last_ = nullptr;
  std::vector<std::string> lines_;
};

/// As many of the lines, whole, as `room` characters hold; a line too long for it is cut at a word.
std::string fitted(const std::vector<std::string>& lines, size_t room) {
  std::string out;
  for (const std::string& line : lines) {
    const size_t left = room - columns(out);
    if (columns(line) + 1 <= left) {
      out += line + '\n';
      continue;
    }
    if (&line == &lines[1] && left > 80) {
      std::string cut = line;
      while (columns(cut) + 5 > left) cut.erase(cut.find_last_of(' '));
      out += cut + " ...\n";
    }
  }
  return out;
}

std::string write(const Case& c, const Words& words, const Style&) {
  const Words english("en");
  const bool both = words.lang() != "en";
  const size_t room = both ? kLimit / 2 - 2 : kLimit;
  std::string out = fitted(Post(c, english).lines(), room);
  if (both) out += "\n" + fitted(Post(c, words).lines(), room);
  return out;
}

}  // namespace

extern const Exporter post;
const Exporter post{.id = "post", .extension = "txt", .write = write};

}  // namespace culprit::report
