#include "attribute/order_words.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "knowledge/trigger.h"

namespace culprit::attribute {
namespace {

/// At most eight characters in one word, letters small.
uint64_t packed(std::string_view text) {
  uint64_t word = 0;
  for (const char c : text) word = word << 8 | static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return word;
}

uint8_t small(char c) { return static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

}  // namespace

OrderWords::OrderWords() {
  for (const knowledge::Trigger& t : knowledge::triggers()) {
    if (t.channel != "http") continue;
    for (const knowledge::Role& role : t.roles)
      if (role.role == "victim") names_.insert(names_.end(), role.names.begin(), role.names.end());
    for (const knowledge::Mark& mark : t.marks) names_.push_back(mark.name);
  }
  for (const std::string_view name : names_)
    lengths_[small(name[0])] |= 1U << std::min<size_t>(name.size(), 31);
}

bool OrderWords::knows(std::string_view name) const {
  return std::ranges::any_of(names_, [&](std::string_view n) { return iequals(n, name); });
}

bool OrderWords::in_query(std::string_view query) const {
  size_t begin = 0;
  for (size_t i = 0; i <= query.size(); ++i) {
    const char c = i < query.size() ? query[i] : '&';
    if (c == '%' || c == '[') return true;  // an encoded name, or an array
    if (c != '=' && c != '&') continue;
    const std::string_view name = query.substr(begin, i - begin);
    if (!name.empty() && (lengths_[small(name[0])] >> std::min<size_t>(name.size(), 31) & 1) != 0 &&
        knows(name))
      return true;
    const size_t next = c == '=' ? query.find('&', i) : i;
    if (next == std::string_view::npos) return false;
    i = next;
    begin = next + 1;
  }
  return false;
}

ScriptSuffixes::ScriptSuffixes() {
  for (const knowledge::Trigger& t : knowledge::triggers()) {
    for (const std::string_view s : t.suffixes)
      if (s.size() <= 8 && std::ranges::find(suffixes_, packed(s)) == suffixes_.end())
        suffixes_.push_back(packed(s));
  }
}

/// What most lines have is told from the first dot on: one ending, nothing behind it.
size_t ScriptSuffixes::script_length(std::string_view path, size_t dot) const {
  if (dot >= path.size()) return 0;
  const std::string_view rest = path.substr(dot);
  if (rest.size() < 2) return 0;
  if (rest.size() == 4 && std::memcmp(rest.data(), ".php", 4) == 0) return path.size();
  if (rest.size() > 8) return odd_script_length(path);
  bool odd = false;
  for (const char c : rest.substr(1)) odd |= c == '.' || c == '/';
  return odd ? odd_script_length(path) : is_suffix(rest) ? path.size() : 0;
}

bool ScriptSuffixes::is_suffix(std::string_view text) const {
  return text.size() <= 8 && std::ranges::find(suffixes_, packed(text)) != suffixes_.end();
}

size_t ScriptSuffixes::odd_script_length(std::string_view path) const {
  const size_t dot = path.rfind('.');
  const std::string_view suffix = path.substr(dot);
  if (suffix == ".php") return path.size();
  // An extra path behind the script: "/x.php/y" calls x.php; "/x.php.jpg" does not, by default.
  const size_t slash = std::min(suffix.find('/'), suffix.size());
  if (slash != suffix.size() || path.find('.') != dot)
    if (const size_t extra = path.find(".php/"); extra != std::string_view::npos) return extra + 4;
  return is_suffix(suffix.substr(0, slash)) ? dot + slash : 0;
}

}  // namespace culprit::attribute
