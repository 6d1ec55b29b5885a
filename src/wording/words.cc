#include "wording/words.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace culprit {
namespace {

// A sentence may name another one, which may name a third; more than that is a mistake in the data.
constexpr int kMaxDepth = 4;
// Longer quotes from the wire do not help a reader; the frame is there to look at.
constexpr size_t kMaxQuote = 300;

const Entry* look_up(std::string_view lang, std::string_view key) {
  const auto entries = catalogue(lang);
  const auto at =
      std::ranges::lower_bound(entries, key, {}, [](const Entry& e) { return std::string_view(e.key); });
  return at != entries.end() && key == at->key ? &*at : nullptr;
}

// A language that lacks a sentence says it in English.
const Entry* entry(std::string_view lang, std::string_view key) {
  const Entry* own = look_up(lang, key);
  return own ? own : look_up("en", key);
}

// "de_AT.UTF-8", "de-AT" -> "de"; "C" and "POSIX" have no catalogue and become English.
std::string language(std::string_view name) {
  std::string lang = lower(name.substr(0, name.find_first_of("_.-@")));
  return catalogue(lang).empty() ? "en" : lang;
}

const Param* find(std::span<const Param> params, std::string_view name) {
  const auto at = std::ranges::find(params, name, &Param::name);
  return at == params.end() ? nullptr : &*at;
}

const char* form(const Entry& e, std::string_view lang, std::span<const Param> params) {
  const Param* n = find(params, "n");
  const size_t at = n ? plural_form(lang, static_cast<uint64_t>(n->integer)) : 0;
  return at < e.forms.size() && e.forms[at] ? e.forms[at] : e.forms[0];
}

/// A number as English writes it, in the way of another language: German and Spanish swap point and comma;
/// Russian groups by a space that does not break the line.
std::string localised(std::string number, std::string_view lang) {
  if (lang == "en") return number;
  std::string out;
  for (const char c : number) {
    if (c == ',')
      out += lang == "ru" ? "\u00a0" : ".";
    else
      out += c == '.' ? ',' : c;
  }
  return out;
}

class Filler {
 public:
  Filler(const Words& words, std::span<const Param> params) : words_(words), params_(params) {}

  std::string sentence(std::string_view key, int depth) const {
    const Entry* own = look_up(words_.lang(), key);
    const Entry* e = own ? own : look_up("en", key);
    if (!e || depth > kMaxDepth) return '<' + escape(key) + '>';
    return fill(form(*e, own ? words_.lang() : "en", params_), depth);
  }

 private:
  std::string fill(std::string_view text, int depth) const {
    std::string out;
    while (true) {
      const size_t open = text.find('{');
      const size_t close = open == std::string_view::npos ? open : text.find('}', open);
      if (close == std::string_view::npos) return out.append(text);
      out.append(text.substr(0, open)).append(value(text.substr(open + 1, close - open - 1), depth));
      text.remove_prefix(close + 1);
    }
  }

  // A phrase sees the parameters of the sentence that it stands in.
  std::string value(std::string_view name, int depth) const {
    const Param* p = find(params_, name);
    if (!p) return '{' + std::string(name) + '}';
    return p->unit == Unit::sentence ? sentence(p->text, depth + 1) : words_.word(*p);
  }

  const Words& words_;
  std::span<const Param> params_;
};

std::string escape_path(std::string_view path) {
  std::string out;
  while (true) {
    const size_t end = std::min(path.find('\\'), path.size());
    out += escape(path.substr(0, end));
    if (end == path.size()) return out;
    out += '\\';
    path.remove_prefix(end + 1);
  }
}

}  // namespace

Words::Words(std::string_view lang) : lang_(language(lang)) {}

bool Words::has(std::string_view key) const { return entry(lang_, key) != nullptr; }

std::string Words::say(const Sentence& sentence) const { return say(sentence.key, sentence.params); }

std::string Words::say(std::string_view key, std::span<const Param> params) const {
  return Filler(*this, params).sentence(key, 0);
}

std::string Words::word(const Param& p) const {
  switch (p.unit) {
    case Unit::path:
      return escape_path(p.text);
    case Unit::text:
      return escape(p.text, kMaxQuote);
    case Unit::count:
      return count(static_cast<uint64_t>(p.integer));
    case Unit::number:
      return localised(human_number(p.real), lang_);
    case Unit::bytes:
      return localised(human_bytes(static_cast<double>(static_cast<uint64_t>(p.integer))), lang_);
    case Unit::bit_rate:
      return localised(human_bitrate(p.real), lang_);
    case Unit::duration:
      return localised(human_duration(p.integer), lang_);
    case Unit::share:
      return share(p.real);
    case Unit::time:
      return readable(Time{p.integer}) + " UTC";
    case Unit::sentence:
      return say(p.text);
  }
  return {};
}

std::string Words::count(uint64_t value) const { return localised(human_count(value), lang_); }

std::string Words::share(double value) const { return localised(human_share(value), lang_); }

size_t plural_form(std::string_view lang, uint64_t n) {
  if (lang != "ru") return n == 1 ? 0 : 1;
  if (n % 10 == 1 && n % 100 != 11) return 0;
  return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2;
}

}  // namespace culprit
