#include "attribute/site_map.h"

#include <algorithm>
#include <charconv>

#include "attribute/place.h"
#include "base/regex.h"
#include "base/text.h"

namespace culprit::attribute {
namespace {

constexpr size_t kMaxMatched = 4096;

/// "Shop.example:8080" gives the name and the port.
std::string split_host(std::string_view host, uint16_t& port) {
  const size_t colon = std::ranges::count(host, ':') == 1 ? host.find(':') : std::string_view::npos;
  if (colon != std::string_view::npos) {
    std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
    host = host.substr(0, colon);
  }
  while (host.ends_with('.')) host.remove_suffix(1);
  return lower(host);
}

/// How well a name of a site fits: an exact one before "*.x", that before "x.*", that before an expression. 0
/// = not.
size_t fit_of_name(std::string_view name, std::string_view host) {
  if (host.empty() || name.empty()) return 0;
  constexpr size_t kExact = 30'000, kEnd = 20'000, kBegin = 10'000;
  if (name == host) return kExact;
  if (name[0] == '~') return regex_search(name.substr(1), host.substr(0, kMaxMatched), true) ? 1 : 0;
  if (name[0] == '*') name.remove_prefix(1);
  if (name.starts_with('.') && (host.ends_with(name) || host == name.substr(1))) return kEnd + name.size();
  if (name.ends_with(".*") && host.starts_with(name.substr(0, name.size() - 1))) return kBegin + name.size();
  return 0;
}

size_t fit_of(const Site& site, std::string_view host, uint16_t port) {
  size_t best = 0;
  for (const std::string& name : site.names) best = std::max(best, fit_of_name(name, host));
  if (best == 0) return site.fallback || site.names.empty() ? 1 : 0;
  const bool same_port =
      port == 0 || site.ports.empty() || std::ranges::find(site.ports, port) != site.ports.end();
  return best * 2 + (same_port ? 1 : 0) + 1;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

/// A prefix ends where a name ends: "/web" does not stand for "/webdav/x" (in Apache; in nginx it does).
bool is_below(std::string_view path, std::string_view prefix, bool at_name) {
  if (!path.starts_with(prefix)) return false;
  return !at_name || prefix.empty() || prefix.ends_with('/') || path.size() == prefix.size() ||
         path[prefix.size()] == '/';
}

class Finder {
 public:
  Finder(const Site& site, std::string_view host, std::string_view path)
      : site_(site), host_(host), path_(path) {}

  const SiteRule* run() const { return site_.longest ? location(-1).rule : first(); }

  std::optional<MappedPlace> place(const SiteRule& chosen) const {
    const SiteRule* rule = &chosen;
    while (rule->folder.empty() && !rule->elsewhere && rule->inside >= 0)
      rule = &site_.rules[static_cast<size_t>(rule->inside)];
    if (rule->folder.empty() || chosen.elsewhere) return std::nullopt;
    const std::string folder = replaced(rule->folder, "$host", host_);
    const bool by_groups = is_regex(*rule) && !rule->keeps;
    const size_t taken = rule->keeps || is_regex(*rule) ? 0 : rule->text.size();
    std::string path =
        by_groups ? expanded(*rule, folder) : join_path(folder, path_.substr(std::min(taken, path_.size())));
    if (path.ends_with('/') || path.ends_with('\\')) path += index();
    return MappedPlace{std::move(path), rule->source};
  }

 private:
  static bool is_regex(const SiteRule& r) {
    return r.kind == SiteRule::Kind::regex || r.kind == SiteRule::Kind::regex_any_case;
  }

  bool fits(const SiteRule& r) const {
    if (r.kind == SiteRule::Kind::exact) return path_ == r.text;
    if (!is_regex(r)) return is_below(path_, r.text, !site_.longest);
    return regex_search(r.text, path_.substr(0, kMaxMatched), r.kind == SiteRule::Kind::regex_any_case)
        .has_value();
  }

  const SiteRule* first() const {
    const auto at = std::ranges::find_if(site_.rules, [&](const SiteRule& r) { return fits(r); });
    return at == site_.rules.end() ? nullptr : &*at;
  }

  struct Found {
    const SiteRule* rule = nullptr;
    bool settled = false;  ///< by an exact path or an expression: nothing further out is asked
  };

  /// As nginx looks for a location: an exact one; else the longest prefix, in which it looks further; where
  /// no expression fits there, those at the prefix' own level, unless it forbids that.
  Found location(int inside) const {
    const SiteRule *prefix = nullptr, *expression = nullptr;
    for (const SiteRule& r : site_.rules) {
      if (r.inside != inside || !fits(r)) continue;
      if (r.kind == SiteRule::Kind::exact) return {&r, true};
      if (is_regex(r))
        expression = expression == nullptr ? &r : expression;
      else if (prefix == nullptr || r.text.size() >= prefix->text.size())
        prefix = &r;
    }
    Found best;
    if (prefix != nullptr) best = further(*prefix);
    if (best.settled || expression == nullptr || (prefix != nullptr && prefix->stops)) return best;
    return {further(*expression).rule, true};
  }

  Found further(const SiteRule& r) const {
    const Found inner = location(static_cast<int>(&r - site_.rules.data()));
    return inner.rule == nullptr ? Found{&r, false} : inner;
  }

  std::string expanded(const SiteRule& r, const std::string& folder) const {
    const auto m =
        regex_search(r.text, path_.substr(0, kMaxMatched), r.kind == SiteRule::Kind::regex_any_case);
    return m ? m->expand(folder) : folder;
  }

  std::string index() const {
    const auto script =
        std::ranges::find_if(site_.index, [](const std::string& n) { return n.ends_with(".php"); });
    return script == site_.index.end() ? std::string() : *script;
  }

  const Site& site_;
  std::string host_;
  std::string_view path_;
};

}  // namespace

std::optional<MappedPlace> mapped_place(const SiteMap& map, std::string_view host, uint16_t port,
                                        std::string_view decoded_path) {
  const std::string name = split_host(host, port), path = resolve_dots(decoded_path);
  std::vector<std::pair<size_t, const Site*>> order;
  for (const Site& site : map.sites)
    if (const size_t fit = fit_of(site, name, port); fit != 0) order.emplace_back(fit, &site);
  std::ranges::stable_sort(order, std::greater{}, &std::pair<size_t, const Site*>::first);
  // nginx in front of Apache, or the other way round: what one hands on is the other's.
  const Site* proxy = nullptr;
  for (const auto& [fit, site] : order) {
    if (proxy != nullptr && proxy->longest == site->longest) continue;
    const Finder finder(*site, name, path);
    const SiteRule* rule = finder.run();
    if (rule == nullptr) continue;
    if (auto place = finder.place(*rule)) return place;
    if (!rule->elsewhere || proxy != nullptr) return std::nullopt;
    proxy = site;
  }
  return std::nullopt;
}

}  // namespace culprit::attribute
