#include "harden/apache_view.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace culprit::harden {
namespace {

std::string plain(std::string_view path) {
  std::string out = path.size() > 1 && path[1] == ':' ? lower(path) : std::string(path);
  std::ranges::replace(out, '\\', '/');
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

/// Does a path fit "/home/*/public_html"? A star stays within one name.
bool fits(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    if (pattern[0] == '*') {
      const std::string_view rest = pattern.substr(1);
      for (size_t i = 0; i <= path.size(); ++i) {
        if (fits(rest, path.substr(i))) return true;
        if (i < path.size() && path[i] == '/') return false;
      }
      return false;
    }
    if (path.empty() || (pattern[0] != '?' && pattern[0] != path[0])) return false;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty() || path[0] == '/';
}

bool is_off(std::string_view value) {
  return iequals(value, "off") || value == "0" || iequals(value, "false");
}

bool is_php(std::string_view handler) {
  const std::string h = lower(handler);
  return h.find("php") != std::string::npos;
}

struct Rank {
  int kind;  ///< 0 = outside, 1 = Directory, 2 = Location
  size_t length, place;
  auto operator<=>(const Rank&) const = default;
};

}  // namespace

bool is_within(std::string_view path, std::string_view folder) {
  const std::string p = plain(path), f = plain(folder);
  if (f.find_first_of("*?") != std::string::npos) return fits(f, p);
  return p == f || f == "/" || (p.starts_with(f) && p[f.size()] == '/');
}

std::vector<const Directive*> ApacheView::holding(std::string_view folder, std::string_view url) const {
  std::vector<std::pair<Rank, const Directive*>> found;
  for (size_t i = 0; i < conf_.directives.size(); ++i) {
    const Directive& d = conf_.directives[i];
    const int dir = conf_.around(d.section, "directory"), loc = conf_.around(d.section, "location");
    if (conf_.around(d.section, "directorymatch") >= 0 || conf_.around(d.section, "locationmatch") >= 0)
      continue;
    Rank rank{0, 0, i};
    if (dir >= 0) {
      const std::string& of = conf_.sections[static_cast<size_t>(dir)].argument;
      if (folder.empty() || of.starts_with('~') || !is_within(folder, of)) continue;
      rank = {1, plain(of).size(), i};
    } else if (loc >= 0) {
      const std::string& of = conf_.sections[static_cast<size_t>(loc)].argument;
      if (url.empty() || of.starts_with('~') || !is_within(url, of)) continue;
      rank = {2, 0, i};
    }
    found.emplace_back(rank, &d);
  }
  std::ranges::sort(found, {}, [](const auto& f) { return f.first; });
  std::vector<const Directive*> out;
  out.reserve(found.size());
  for (const auto& [rank, d] : found) out.push_back(d);
  return out;
}

const Directive* ApacheView::last(std::string_view folder, std::string_view url,
                                  std::string_view name) const {
  const Directive* out = nullptr;
  for (const Directive* d : holding(folder, url))
    if (d->name == name) out = d;
  return out;
}

bool ApacheView::concerns(const Directive& d, std::string_view method) const {
  for (int i = d.section; i >= 0; i = conf_.sections[static_cast<size_t>(i)].parent) {
    const Section& s = conf_.sections[static_cast<size_t>(i)];
    if (s.name != "limit" && s.name != "limitexcept") continue;
    const bool listed = (' ' + s.argument + ' ').find(' ' + std::string(method) + ' ') != std::string::npos;
    if (listed != (s.name == "limit")) return false;
  }
  // What holds for some file names only does not hold for the folder.
  return conf_.around(d.section, "files") < 0 && conf_.around(d.section, "filesmatch") < 0;
}

bool ApacheView::is_open(std::string_view folder, std::string_view url, std::string_view method) const {
  // The Requires of an inner section replace those of an outer one (AuthMerging Off, the default).
  int group = -2;
  bool any = false, granted = false, limited = false, all = false;
  bool allowed = true, satisfy_any = false;
  for (const Directive* d : holding(folder, url)) {
    if (!concerns(*d, method)) continue;
    if (d->name == "satisfy") satisfy_any = iequals(d->word(0), "any");
    if (d->name == "deny" && iequals(d->word(1), "all")) allowed = false;
    if (d->name == "allow") allowed = iequals(d->word(1), "all") || (allowed && !iequals(d->word(0), "from"));
    if (d->name != "require") continue;
    const int dir = conf_.around(d->section, "directory"), loc = conf_.around(d->section, "location");
    const int here = dir >= 0 ? dir : loc;
    if (here != group) any = granted = limited = all = false;
    group = here;
    any = true;
    all = all || conf_.around(d->section, "requireall") >= 0;
    if (iequals(d->word(0), "all") && iequals(d->word(1), "granted"))
      granted = true;
    else
      limited = true;
  }
  if (!any) return allowed;
  if (satisfy_any && allowed) return true;
  return granted && !(all && limited);
}

bool ApacheView::runs_php(std::string_view folder, std::string_view url) const {
  bool possible = false, off = false;
  for (const Directive* d : holding(folder, url)) {
    const bool here = conf_.around(d->section, "directory") >= 0 || conf_.around(d->section, "location") >= 0;
    if (d->name == "sethandler") {
      if (is_php(d->word(0))) {
        possible = true;
        if (here) off = false;
      } else if (here && (iequals(d->word(0), "none") || iequals(d->word(0), "default-handler"))) {
        off = true;
      }
    }
    if ((d->name == "addhandler" || d->name == "addtype") && is_php(d->word(0))) possible = true;
    if (d->name == "php_admin_flag" || d->name == "php_flag" || d->name == "php_admin_value" ||
        d->name == "php_value")
      if (iequals(d->word(0), "engine")) off = is_off(d->word(1));
    if (here && (d->name == "removehandler" || d->name == "removetype") &&
        d->raw.find("php") != std::string::npos)
      off = true;
    const int files = conf_.around(d->section, "filesmatch");
    if (here && files >= 0 && d->name == "require" && iequals(d->word(1), "denied")) {
      const Section& s = conf_.sections[static_cast<size_t>(files)];
      const bool inside = conf_.around(s.parent, "directory") >= 0 || conf_.around(s.parent, "location") >= 0;
      if (inside && s.argument.find("ph") != std::string::npos) off = true;
    }
  }
  return possible && !off;
}

std::vector<std::pair<std::string, const Directive*>> ApacheView::roots() const {
  std::vector<std::pair<std::string, const Directive*>> out;
  for (const Directive& d : conf_.directives) {
    if (d.name != "documentroot" && d.name != "alias") continue;
    const std::string_view path = d.word(d.name == "alias" ? 1 : 0);
    if (path.empty()) continue;
    const bool known = std::ranges::any_of(out, [&](const auto& r) { return plain(r.first) == plain(path); });
    if (!known) out.emplace_back(path, &d);
  }
  return out;
}

std::optional<std::string> ApacheView::url_of(std::string_view folder) const {
  std::optional<std::string> out;
  size_t best = 0;
  for (const auto& [root, d] : roots()) {
    if (!is_within(folder, root) || plain(root).size() < best) continue;
    best = plain(root).size();
    std::string front(d->name == "alias" ? d->word(0) : std::string_view{});
    while (front.ends_with('/')) front.pop_back();
    out = front + plain(folder).substr(std::min(best, plain(folder).size()));
    if (out->empty()) *out = "/";
  }
  return out;
}

std::optional<std::string> ApacheView::folder_of(std::string_view url) const {
  std::optional<std::string> out;
  size_t best = 0;
  for (const Directive& d : conf_.directives) {
    const bool alias = d.name == "alias" || d.name == "scriptalias";
    if (!alias && d.name != "documentroot") continue;
    const std::string front(alias ? d.word(0) : std::string_view("/"));
    if (!is_within(url, front) || (out && front.size() <= best)) continue;
    best = front.size();
    std::string rest(url.substr(std::min(front.size(), url.size())));
    if (!rest.empty() && !rest.starts_with('/')) rest.insert(0, "/");
    out = plain(d.word(alias ? 1 : 0)) + rest;
  }
  return out;
}

}  // namespace culprit::harden
