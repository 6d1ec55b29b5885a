// The answer for a forum or a ticket: short, in English beside the reader's language, without addresses.
#include <algorithm>
#include <array>
#include <span>
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

constexpr size_t kLimit = 2500, kGroups = 5, kFilters = 3, kSteps = 3;
/// Of the room so much is for the answer; the rest is for filters, what was not visible, what to ask next.
constexpr double kAnswer = 0.45;

/// What quotes the input word by word may name people and places.
bool quotes(const Sentence& s) {
  static constexpr std::array<std::string_view, 4> fronts{"answer.order-request", "answer.order-command",
                                                          "answer.order-script", "answer.entry"};
  for (const std::string_view front : fronts)
    if (s.key.starts_with(front)) return true;
  return false;
}

/// What a reader in a hurry misses least: it has its place where there is room.
bool is_detail(const Sentence& s) {
  for (const std::string_view front : {"answer.highest", "answer.fragments", "answer.payload", "answer.more"})
    if (s.key.starts_with(front)) return true;
  return false;
}

/// The parts of a post in one language, the more important first.
class Post {
 public:
  Post(const Case& c, const Words& words) : case_(c), words_(words), hide_(c, words) {}

  std::vector<std::string> lines(size_t room) {
    add(words_.say(std::string("verdict.") + name(case_.verdict)));
    answer(static_cast<size_t>(kAnswer * static_cast<double>(room)));
    filters(room < kLimit ? 1 : kFilters);
    for (const Sentence& s : first(case_.not_visible)) add("- " + words_.say(s), "section.blind");
    for (const NextStep& s : first(case_.next)) add("- " + words_.say(s.what), "section.next");
    groups();
    return std::move(lines_);
  }

 private:
  static std::string titled(std::string heading) { return heading.ends_with(':') ? heading : heading + ':'; }
  void add(const std::string& text, const char* heading = nullptr) {
    std::string line = hide_.without(text);
    if (line == said_) return;  // a step that each system has by itself
    said_ = line;
    if (heading != nullptr && heading != last_) line = '\n' + titled(words_.say(heading)) + '\n' + line;
    if (heading != nullptr) last_ = heading;
    lines_.push_back(std::move(line));
  }
  template <class T>
  static std::span<const T> first(const std::vector<T>& all) {
    return std::span(all).first(std::min(kSteps, all.size()));
  }
  /// As many sentences as fit; the details only after all others.
  void answer(size_t room) {
    std::vector<std::string> said(case_.answer.size());
    for (const bool details : {false, true})
      for (size_t i = 0; i < said.size(); ++i) {
        const Sentence& s = case_.answer[i];
        if (quotes(s) || is_detail(s) != details) continue;
        std::string text = hide_.without(words_.say(s));
        const size_t size = columns(text) + 1;
        if (i != 0 && size > room) continue;
        room -= std::min(room, size);
        said[i] = std::move(text);
      }
    std::string text;
    for (const std::string& one : said)
      if (!one.empty()) text += (text.empty() ? "" : " ") + one;
    add(text);
  }
  void filters(size_t most) {
    size_t n = 0;
    for (const Finding& f : case_.findings)
      if (!f.filter.empty() && n++ < most) add("  " + escape(f.filter), "text.filter-wide");
    for (const Group& g : case_.groups)
      if (g.finding.empty() && n++ < most) add("  " + g.filter, "text.filter-wide");
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
  std::string said_;
  std::vector<std::string> lines_;
};

/// As many of the lines, whole, as `room` characters hold; a line too long for it is cut at a word.
std::string fitted(const std::vector<std::string>& lines, size_t room) {
  std::string out;
  bool open = true;  // a section without its heading says nothing
  for (const std::string& line : lines) {
    const size_t left = room - columns(out);
    if (line.starts_with('\n')) open = columns(line) + 1 <= left;
    if (!open) continue;
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
  std::string out = fitted(Post(c, english).lines(room), room);
  if (both) out += "\n" + fitted(Post(c, words).lines(room), room);
  return out;
}

}  // namespace

extern const Exporter post;
const Exporter post{.id = "post", .extension = "txt", .write = write};

}  // namespace culprit::report
