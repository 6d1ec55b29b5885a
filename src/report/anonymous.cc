#include "report/anonymous.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace culprit::report {
namespace {

bool is_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == ':' || c == '-';
}

/// "02:00:5e:10:00:01"
bool is_card(std::string_view word) {
  if (word.size() != 17) return false;
  for (size_t i = 0; i < word.size(); ++i)
    if (i % 3 == 2 ? word[i] != ':' : std::isxdigit(static_cast<unsigned char>(word[i])) == 0) return false;
  return true;
}

/// The sentence's own full stop or colon behind a word is not part of it.
size_t tail(std::string_view word) {
  size_t n = 0;
  while (n < word.size() && (word[word.size() - 1 - n] == '.' || word[word.size() - 1 - n] == ':')) ++n;
  return word.ends_with("::") ? 0 : n;
}

}  // namespace

bool Anonymous::is_own(const Address& a) const {
  return std::ranges::any_of(case_.local, [&](const std::string& net) {
    const auto prefix = Prefix::parse(net);
    return prefix && prefix->contains(a);
  });
}

std::string Anonymous::called(const char* key, const std::string& what) {
  std::string& name = given_[what];
  if (name.empty()) name = words_.say(key, Sentence().text("n", std::to_string(++counts_[key])).params);
  return name;
}

std::string Anonymous::token(std::string_view word) {
  if (const auto a = Address::parse(word))
    return called(is_own(*a) ? "post.own-address" : "post.address", a->text());
  if (is_card(word)) return called("post.card", std::string(word));
  for (const Host& h : case_.hosts)
    for (const HostName& n : h.names)
      if (iequals(n.name, word)) return called("post.name", lower(word));
  return std::string(word);
}

std::string Anonymous::without(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t n = 0;
    while (n < text.size() && is_part(text[n])) ++n;
    if (n == 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view word = text.substr(0, n);
    const size_t end = n - tail(word);
    out.append(token(word.substr(0, end))).append(word.substr(end));
    text.remove_prefix(n);
  }
  return out;
}

}  // namespace culprit::report
