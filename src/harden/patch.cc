#include "harden/patch.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace culprit::harden {
namespace {

constexpr size_t kAround = 3;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string indent_of(std::string_view line) {
  return std::string(line.substr(0, line.find_first_not_of(" \t")));
}

void put(std::string& out, std::string_view text, std::string_view indent) {
  for (const std::string_view line : lines_of(text)) out.append(indent).append(line).append("\n");
}

std::string applied(const std::string& text, const std::vector<const Edit*>& edits) {
  std::string out;
  const auto lines = lines_of(text);
  for (size_t i = 0; i < lines.size(); ++i) {
    const Edit* instead = nullptr;
    for (const Edit* e : edits)
      if (e->line == i + 1 && (e->kind == Edit::Kind::replace || e->kind == Edit::Kind::remove)) instead = e;
    if (instead == nullptr)
      out.append(lines[i]).append("\n");
    else if (instead->kind == Edit::Kind::replace)
      put(out, instead->text, indent_of(lines[i]));
    std::vector<std::string_view> told;
    for (const Edit* e : edits) {
      if (e->kind != Edit::Kind::after || e->line != i + 1 || std::ranges::find(told, e->text) != told.end())
        continue;
      told.push_back(e->text);
      put(out, e->text, indent_of(lines[i]) + (lines[i].find('<') != std::string_view::npos ? "  " : ""));
    }
  }
  std::vector<std::string_view> told;
  for (const Edit* e : edits)
    if (e->kind == Edit::Kind::append && std::ranges::find(told, e->text) == told.end()) {
      told.push_back(e->text);
      put(out, e->text, "");
    }
  return out;
}

/// One run of changed lines: old [a, b) became new [c, d).
struct Change {
  size_t a, b, c, d;
};

/// Changes are few and local, so looking a little ahead finds where the texts meet again.
std::vector<Change> changes(const std::vector<std::string_view>& x, const std::vector<std::string_view>& y) {
  std::vector<Change> out;
  size_t i = 0, j = 0;
  while (i < x.size() || j < y.size()) {
    if (i < x.size() && j < y.size() && x[i] == y[j]) {
      ++i, ++j;
      continue;
    }
    size_t p = x.size(), q = y.size();
    for (size_t sum = 1; sum < 400 && p + q == x.size() + y.size(); ++sum)
      for (size_t u = 0; u <= sum; ++u) {
        const size_t s = i + u, t = j + sum - u;
        if (s >= x.size() || t >= y.size() || x[s] != y[t]) continue;
        p = s, q = t;
        break;
      }
    out.push_back({i, p, j, q});
    i = p, j = q;
  }
  return out;
}

std::string range(size_t from, size_t count) {
  return std::to_string(count == 0 ? from : from + 1) + (count == 1 ? "" : ',' + std::to_string(count));
}

}  // namespace

std::map<std::string, std::string> changed_files(std::span<const Problem> problems, const Files& files) {
  std::map<std::string, std::vector<const Edit*>> by_file;
  for (const Problem& p : problems)
    for (const Edit& e : p.edits) by_file[e.file].push_back(&e);
  std::map<std::string, std::string> out;
  for (const auto& [file, edits] : by_file) out[file] = applied(files.read(file).value_or(""), edits);
  return out;
}

std::string unified_diff(const std::string& name, const std::string& before, const std::string& after) {
  const auto x = lines_of(before), y = lines_of(after);
  const std::vector<Change> all = changes(x, y);
  if (all.empty()) return {};
  std::string shown = name;
  std::ranges::replace(shown, '\\', '/');
  if (!shown.starts_with('/')) shown.insert(0, "/");
  std::string out = "--- a" + shown + "\n+++ b" + shown + '\n';
  for (size_t n = 0; n < all.size();) {
    size_t m = n;
    while (m + 1 < all.size() && all[m + 1].a - all[m].b <= 2 * kAround) ++m;
    const size_t a = all[n].a > kAround ? all[n].a - kAround : 0, c = all[n].c - (all[n].a - a);
    const size_t tail = std::min({kAround, x.size() - all[m].b, y.size() - all[m].d});
    const size_t b = all[m].b + tail, d = all[m].d + tail;
    out += "@@ -" + range(a, b - a) + " +" + range(c, d - c) + " @@\n";
    size_t at = a;
    for (size_t k = n; k <= m; ++k) {
      for (; at < all[k].a; ++at) out.append(" ").append(x[at]).append("\n");
      for (; at < all[k].b; ++at) out.append("-").append(x[at]).append("\n");
      for (size_t t = all[k].c; t < all[k].d; ++t) out.append("+").append(y[t]).append("\n");
    }
    for (; at < b; ++at) out.append(" ").append(x[at]).append("\n");
    n = m + 1;
  }
  return out;
}

}  // namespace culprit::harden
