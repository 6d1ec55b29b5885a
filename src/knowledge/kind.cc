#include "knowledge/kind.h"

#include <algorithm>
#include <string>

namespace culprit::knowledge {
namespace {

std::string_view word(Scope scope) {
  switch (scope) {
    case Scope::global:
      return "global";
    case Scope::own_link:
      return "own-link";
    case Scope::private_use:
      return "private";
    case Scope::loopback:
      return "loopback";
    case Scope::multicast:
      return "multicast";
    case Scope::broadcast:
      return "broadcast";
    case Scope::unspecified:
      return "unspecified";
    case Scope::reserved:
      return "reserved";
    case Scope::mac:
      return "mac";
  }
  return {};
}

bool has_word(const Term& term, std::string_view value) {
  return std::ranges::find(term.words, value) != term.words.end();
}

/// "gstatic.com" names www.gstatic.com, but not notgstatic.com; "ocsp." names ocsp.example.com.
bool names(std::string_view word, std::string_view name) {
  if (word.ends_with('.')) return name.starts_with(word);
  if (!name.ends_with(word)) return false;
  return name.size() == word.size() || name[name.size() - word.size() - 1] == '.';
}

bool has_any(const Term& term, std::span<const std::string_view> values) {
  return std::ranges::any_of(values, [&](std::string_view value) { return has_word(term, value); });
}

bool holds(const Term& term, const Facts& facts) {
  switch (term.field) {
    case Term::Field::protocol:
      return has_number(term, facts.protocol);
    case Term::Field::port:
      return has_number(term, facts.port);
    case Term::Field::content:
      return has_word(term, facts.content);
    case Term::Field::scope:
      return has_word(term, word(facts.destination_scope));
    case Term::Field::group:
      return has_word(term, facts.destination.text());
    case Term::Field::name:
      return std::ranges::any_of(term.words, [&](std::string_view word) { return names(word, facts.name); });
    case Term::Field::condition:
      return has_any(term, facts.conditions);
  }
  return false;
}

// A kind without terms is one that code assigns: a finding's, or what is left over.
bool fits(const Kind& kind, const Facts& facts) {
  return !kind.terms.empty() &&
         std::ranges::all_of(kind.terms, [&](const Term& term) { return holds(term, facts); });
}

// More telling: the higher rank; of equals, the one that asks for more.
bool tells_more(const Kind& a, const Kind& b) {
  return a.rank != b.rank ? a.rank > b.rank : a.terms.size() > b.terms.size();
}

}  // namespace

bool has_number(const Term& term, uint32_t value) {
  const auto inside = [value](uint32_t range) { return value >= range >> 16 && value <= (range & 0xffff); };
  return std::ranges::find(term.numbers, value) != term.numbers.end() ||
         std::ranges::any_of(term.ranges, inside);
}

const Kind* recognise(const Facts& facts) {
  const Kind* best = nullptr;
  for (const Kind& kind : kinds())
    if ((!best || tells_more(kind, *best)) && fits(kind, facts)) best = &kind;
  return best;
}

const Kind* find(std::string_view id) {
  const auto at = std::ranges::lower_bound(kinds(), id, {}, &Kind::id);
  return at != kinds().end() && at->id == id ? &*at : nullptr;
}

const Kind* find_called(std::string_view id) {
  if (const Kind* own = find(id)) return own;
  const auto at = std::ranges::find_if(
      kinds(), [&](const Kind& kind) { return std::ranges::find(kind.also, id) != kind.also.end(); });
  return at == kinds().end() ? nullptr : &*at;
}

}  // namespace culprit::knowledge
