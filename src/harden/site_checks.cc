// What lies in the served folders and should not be there.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "harden/checks.h"

namespace culprit::harden {
namespace {

using Out = std::vector<Problem>;

std::string joined(const std::string& folder, std::string_view name) {
  return folder + (folder.ends_with('/') ? "" : "/") + std::string(name);
}

void world_writable(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots()) {
    const auto node = s.files.look(root);
    if (node && node->world_writable) out.push_back({.subject = root, .spots = {{root, 0, ""}, d->spot()}});
  }
}

bool is_denied(const ApacheScene& s, const std::string& path) {
  return !s.view.is_open(path, s.view.url_of(path).value_or(""), "GET");
}

void repository(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots())
    for (const std::string_view name : {".git", ".svn", ".hg"}) {
      const std::string path = joined(root, name);
      const auto node = s.files.look(path);
      if (!node || !node->folder || is_denied(s, path)) continue;
      const std::string block =
          "<DirectoryMatch \"/\\.(git|svn|hg)(/|$)\">\n  Require all denied\n</DirectoryMatch>";
      const bool shut = std::ranges::any_of(s.conf.sections, [](const Section& x) {
        return x.name == "directorymatch" && x.argument.find("git") != std::string::npos;
      });
      if (!shut)
        out.push_back({.subject = path,
                       .spots = {{path, 0, ""}},
                       .edits = {{s.conf.main, Edit::Kind::append, 0, block}}});
    }
}

bool is_backup(std::string_view name) {
  static constexpr std::array<std::string_view, 9> ends{".sql",    ".sql.gz", ".bak", ".old", ".zip",
                                                        ".tar.gz", ".tgz",    "~",    ".swp"};
  const std::string n = lower(name);
  return std::ranges::any_of(ends, [&](std::string_view e) { return n.ends_with(e); });
}

void leftovers(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots()) {
    if (root.starts_with("/usr/share/")) continue;
    for (const std::string& name : s.files.list(root)) {
      if (name.ends_with('/') || !is_backup(name)) continue;
      const std::string path = joined(root, name);
      if (!is_denied(s, path) && out.size() < 20) out.push_back({.subject = path, .spots = {{path, 0, ""}}});
    }
  }
}

void phpinfo(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots())
    for (const std::string& name : s.files.list(root)) {
      if (!lower(name).ends_with(".php")) continue;
      const auto text = s.files.read(joined(root, name));
      if (text && text->size() < 400 && text->find("phpinfo(") != std::string::npos)
        out.push_back({.subject = joined(root, name), .spots = {{joined(root, name), 0, ""}}});
    }
}

/// phpMyAdmin's own settings: a login without a password.
void phpmyadmin(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots()) {
    std::vector<std::string> places{joined(root, "config.inc.php"), joined(root, "phpmyadmin/config.inc.php"),
                                    joined(root, "phpMyAdmin/config.inc.php")};
    if (root.starts_with("/usr/share/phpmyadmin")) places.emplace_back("/etc/phpmyadmin/config.inc.php");
    for (const std::string& path : places) {
      const auto text = s.files.read(path);
      if (!text) continue;
      uint32_t number = 0;
      std::string_view rest = *text;
      while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (line.starts_with("//") || line.starts_with('#') || line.starts_with('*')) continue;
        std::string packed;
        for (const char c : line)
          if (c != ' ' && c != '\t') packed += c == '"' ? '\'' : c;
        const bool none = packed.find("['AllowNoPassword']=true") != std::string::npos;
        const bool fixed = packed.find("['auth_type']='config'") != std::string::npos;
        if (!none && !fixed) continue;
        const std::string better = none ? "$cfg['Servers'][$i]['AllowNoPassword'] = false;"
                                        : "$cfg['Servers'][$i]['auth_type'] = 'cookie';";
        out.push_back({.subject = path,
                       .spots = {{path, number, std::string(line)}},
                       .edits = {{path, Edit::Kind::replace, number, better}}});
      }
    }
  }
}

constexpr std::array kChecks{
    Check<ApacheScene>{"world-writable", Severity::high, world_writable},
    Check<ApacheScene>{"repository", Severity::medium, repository},
    Check<ApacheScene>{"leftovers", Severity::medium, leftovers},
    Check<ApacheScene>{"phpinfo", Severity::low, phpinfo},
    Check<ApacheScene>{"phpmyadmin", Severity::high, phpmyadmin},
};

}  // namespace

std::span<const Check<ApacheScene>> site_checks() { return kChecks; }

}  // namespace culprit::harden
