#include "report/kind_list.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "report/text_page.h"

namespace culprit::report {
namespace {

using knowledge::Kind;

std::string part(const Kind& k, const Words& words, const char* name) {
  const std::string key = "kind." + std::string(k.id) + '.' + name;
  return words.has(key) ? words.say(key) : std::string();
}

bool has_all(const Kind& k, const Words& words, std::span<const std::string> asked) {
  std::string text = std::string(k.id) + '\n' + std::string(k.filter);
  for (const char* name : {"title", "what"}) text += '\n' + part(k, words, name);
  for (const std::string_view name : k.also) text += '\n' + std::string(name);
  text = lower(text);
  return std::ranges::all_of(
      asked, [&](const std::string& word) { return text.find(lower(word)) != std::string::npos; });
}

void tell(Page& page, const Kind& k, const Words& words) {
  page.line("", std::string(k.id) + ": " + part(k, words, "title"), Paint::bold);
  page.prose("  ", part(k, words, "what"));
  page.prose("  ", part(k, words, "why"));
  page.prose("  ", words.say(k.ordinary ? "text.kind-ordinary" : "text.kind-strange"));
  for (const auto& [name, front] :
       {std::pair("worry", "text.worry"), {"do", "text.do"}, {"source", "text.source"}})
    if (const std::string said = part(k, words, name); !said.empty())
      page.prose("  ", words.say(front) + ' ' + said,
                 name == std::string_view("source") ? Paint::dim : Paint::plain);
  page.prose("  ", words.say(k.filter_exact ? "text.filter" : "text.filter-wide"), Paint::dim);
  page.line("    ", k.filter, Paint::cyan);
}

}  // namespace

Kinds kinds_with(const Words& words, std::span<const std::string> asked) {
  if (asked.size() == 1)
    if (const Kind* one = knowledge::find_called(asked.front())) return {one};
  Kinds out;
  for (const Kind& k : knowledge::kinds())
    if (has_all(k, words, asked)) out.push_back(&k);
  return out;
}

std::string kinds_listed(const Kinds& kinds, const Words& words, const Style& style) {
  Page page(style);
  Table table({Table::Side::left, Table::Side::left});
  for (const Kind* k : kinds) table.row({std::string(k->id), part(*k, words, "title")});
  table.print(page, "");
  return page.text();
}

std::string kinds_told(const Kinds& kinds, const Words& words, const Style& style) {
  Page page(style);
  for (const Kind* k : kinds) {
    if (k != kinds.front()) page.blank();
    tell(page, *k, words);
  }
  return page.text();
}

std::string kinds_json(const Kinds& kinds, const Words& words) {
  Json out;
  out.open_object().member("schema", "culprit.kinds/1").member("lang", words.lang());
  out.key("kinds").open_array();
  for (const Kind* k : kinds) {
    out.open_object().member("id", k->id);
    for (const char* name : {"title", "what", "why", "worry", "do", "source"})
      if (const std::string said = part(*k, words, name); !said.empty()) out.member(name, said);
    out.member("ordinary", k->ordinary).member("basis", k->basis);
    out.member("filter", k->filter).member("filter_exact", k->filter_exact).close_object();
  }
  out.close_array().close_object();
  return out.text() + '\n';
}

}  // namespace culprit::report
