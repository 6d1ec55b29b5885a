#include "cli/overview.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "report/text_page.h"

namespace culprit::cli {
namespace {

constexpr size_t kUnreadable = 100;

std::string gist(const Case& c, const Words& words) {
  if (!c.findings.empty()) return words.say(c.findings.front().title);
  return c.groups.empty() ? "" : words.say("kind." + c.groups.front().kind + ".title");
}

}  // namespace

void Overview::add(const std::string& input, const Result<Case>& result, const Words& words) {
  Row row{kUnreadable, 0, "", escape(input), ""};
  if (result) {
    row.rank = static_cast<size_t>(result->verdict);
    row.packets = result->packets;
    row.verdict = name(result->verdict);
    row.what = gist(*result, words);
  } else {
    row.verdict = words.say("text.unreadable");
    row.what = escape(result.error().what);
  }
  rows_.push_back(std::move(row));
}

std::string Overview::text(const Words& words, const report::Style& style) {
  std::ranges::stable_sort(rows_, {}, [](const Row& r) { return std::tuple(r.rank, ~r.packets, r.input); });
  report::Page page(style);
  using Side = report::Table::Side;
  report::Table table({Side::left, Side::right, Side::left, Side::left});
  table.row({words.say("text.column-verdict"), words.say("text.column-packets"),
             words.say("text.column-input"), words.say("text.column-what")});
  for (const Row& r : rows_)
    table.row({r.verdict, r.rank == kUnreadable ? "" : words.count(r.packets), r.input, r.what});
  table.print(page, "");
  return page.text();
}

}  // namespace culprit::cli
