#include <algorithm>
#include <array>

#include "base/text.h"
#include "harden/checks.h"

namespace culprit::harden {
namespace {

using Out = std::vector<Problem>;

/// What a directive is about: the folder or the URL of the section round it.
struct Subject {
  std::string folder, url, name;
  int section = -1;
};

Subject subject_of(const ApacheScene& s, const Directive& d) {
  Subject out;
  const int dir = s.conf.around(d.section, "directory"), loc = s.conf.around(d.section, "location");
  out.section = dir >= 0 ? dir : loc;
  if (dir >= 0) {
    out.folder = s.conf.sections[static_cast<size_t>(dir)].argument;
    out.url = s.view.url_of(out.folder).value_or("");
  } else if (loc >= 0) {
    out.url = s.conf.sections[static_cast<size_t>(loc)].argument;
    out.folder = s.view.folder_of(out.url).value_or("");
  }
  out.name = !out.folder.empty() ? out.folder : out.url;
  return out;
}

/// A new directive at the beginning of the section that `at` stands in.
Edit into_section(const ApacheScene& s, int section, const Directive& at, std::string text) {
  if (section < 0) return {at.file, Edit::Kind::after, at.line, std::move(text)};
  const Section& open = s.conf.sections[static_cast<size_t>(section)];
  return {open.file, Edit::Kind::after, open.line, std::move(text)};
}

template <class Use>
void each(const ApacheScene& s, std::string_view name, Use use) {
  for (const Directive& d : s.conf.directives)
    if (d.name == name) use(d);
}

bool is_dav_on(const Directive& d) { return d.name == "dav" && !iequals(d.word(0), "off"); }

/// Folders where WebDAV takes files, with what it says of them.
template <class Use>
void each_dav(const ApacheScene& s, Use use) {
  each(s, "dav", [&](const Directive& d) {
    if (is_dav_on(d)) use(d, subject_of(s, d));
  });
}

// ---- WebDAV

void dav_open(const ApacheScene& s, Out& out) {
  each_dav(s, [&](const Directive& d, const Subject& subject) {
    if (!s.view.is_open(subject.folder, subject.url, "PUT")) return;
    Problem p{.subject = subject.name, .spots = {d.spot()}};
    const bool some = !s.view.is_open(subject.folder, subject.url, "DELETE") ||
                      !s.view.is_open(subject.folder, subject.url, "POST") ||
                      !s.view.is_open(subject.folder, subject.url, "GET");
    if (some) {
      p.id = "dav-limit";
      p.severity = Severity::high;
    }
    p.edits = {{d.file, Edit::Kind::replace, d.line, "Dav Off"}};
    out.push_back(std::move(p));
  });
}

struct Login {
  std::string_view user, password;
};
constexpr std::array kDefaults{Login{"wampp", "xampp"},   Login{"xampp-dav-unsecure", "ppmax2011"},
                               Login{"admin", "admin"},   Login{"admin", "password"},
                               Login{"webdav", "webdav"}, Login{"test", "test"},
                               Login{"root", "root"},     Login{"user", "user"},
                               Login{"dav", "dav"},       Login{"guest", "guest"}};

void default_account(const ApacheScene& s, Out& out) {
  each(s, "authuserfile", [&](const Directive& d) {
    std::string path(d.word(0));
    if (!path.starts_with('/') && path.find(':') != 1) path = s.conf.server_root + '/' + path;
    const auto text = s.files.read(path);
    if (!text || !s.files.fits) return;
    uint32_t number = 0;
    for (size_t at = 0; at < text->size() && number < 10'000;) {
      const size_t end = std::min(text->find('\n', at), text->size());
      const std::string_view line = trim(std::string_view(*text).substr(at, end - at));
      at = end + 1;
      ++number;
      const size_t first = line.find(':'), last = line.rfind(':');
      if (first == std::string_view::npos) continue;
      const std::string_view user = line.substr(0, first),
                             realm = last > first ? line.substr(first + 1, last - first - 1) : "",
                             hash = line.substr(last + 1);
      for (const Login& l : kDefaults) {
        if (l.user != user || !s.files.fits(user, realm, l.password, hash)) continue;
        out.push_back({.subject = std::string(user),
                       .spots = {{path, number, std::string(user) + ":..."}, d.spot()},
                       .edits = {{path, Edit::Kind::remove, number, ""}}});
      }
    }
  });
}

void scripts_in_dav(const ApacheScene& s, Out& out) {
  each_dav(s, [&](const Directive& d, const Subject& subject) {
    if (!s.view.runs_php(subject.folder, subject.url)) return;
    out.push_back({.subject = subject.name,
                   .spots = {d.spot()},
                   .edits = {into_section(
                       s, subject.section, d,
                       "<FilesMatch \"\\.(?i:ph|cgi|pl|py)\">\n  Require all denied\n</FilesMatch>")}});
  });
}

// ---- Folders that take files from visitors

bool is_upload_name(std::string_view path) {
  static constexpr std::array<std::string_view, 7> names{
      "uploads", "upload", "wp-content/uploads", "files", "media", "userfiles", "incoming"};
  const std::string p = lower(path);
  return std::ranges::any_of(names, [&](std::string_view n) {
    return p.ends_with(n) && (p.size() == n.size() || p[p.size() - n.size() - 1] == '/');
  });
}

void find_uploads(const ApacheScene& s, const std::string& folder, int depth, std::vector<std::string>& out) {
  for (std::string name : s.files.list(folder)) {
    if (!name.ends_with('/') || out.size() >= 32) continue;
    name.pop_back();
    const std::string path = folder + '/' + name;
    if (is_upload_name(path))
      out.push_back(path);
    else if (depth > 0)
      find_uploads(s, path, depth - 1, out);
  }
}

void scripts_in_uploads(const ApacheScene& s, Out& out) {
  for (const auto& [root, d] : s.view.roots()) {
    std::vector<std::string> found;
    find_uploads(s, root, 3, found);
    for (const std::string& folder : found) {
      if (!s.view.runs_php(folder, s.view.url_of(folder).value_or(""))) continue;
      const std::string block =
          "<Directory \"" + folder +
          "\">\n  AllowOverride None\n  <FilesMatch \"\\.(?i:ph|cgi|pl|py)\">\n    Require all "
          "denied\n  </FilesMatch>\n</Directory>";
      out.push_back(
          {.subject = folder, .spots = {d->spot()}, .edits = {{s.conf.main, Edit::Kind::append, 0, block}}});
    }
  }
}

void override_in_writable(const ApacheScene& s, Out& out) {
  each(s, "allowoverride", [&](const Directive& d) {
    const bool wide = std::ranges::any_of(d.words, [](const std::string& w) {
      return iequals(w, "all") || iequals(w, "fileinfo") || lower(w).starts_with("options");
    });
    if (!wide) return;
    const Subject subject = subject_of(s, d);
    const auto node = s.files.look(subject.folder);
    const Directive* dav = s.view.last(subject.folder, subject.url, "dav");
    const bool takes_files = is_upload_name(subject.folder) || (dav != nullptr && is_dav_on(*dav)) ||
                             (node && (node->world_writable || node->web_writable));
    if (!takes_files) return;
    out.push_back({.subject = subject.name,
                   .spots = {d.spot()},
                   .edits = {{d.file, Edit::Kind::replace, d.line, "AllowOverride None"}}});
  });
}

void htaccess_handler(const ApacheScene& s, Out& out) {
  for (const Directive& d : s.conf.directives) {
    if (!d.file.ends_with(".htaccess")) continue;
    const bool handler = d.name == "addhandler" || d.name == "addtype" || d.name == "sethandler";
    if (!handler || lower(d.word(0)).find("php") == std::string::npos) continue;
    // ".php" itself is what everybody writes; pictures and texts are not.
    const bool odd = d.name == "sethandler"
                         ? s.conf.around(d.section, "files") < 0 && s.conf.around(d.section, "filesmatch") < 0
                         : std::any_of(
                               d.words.begin() + 1, d.words.end(),
                               [](const std::string& w) {
                                 return lower(w).find("ph") == std::string::npos &&
                                        lower(w).find("inc") == std::string::npos;
                               });
    if (odd)
      out.push_back(
          {.subject = d.file, .spots = {d.spot()}, .edits = {{d.file, Edit::Kind::remove, d.line, ""}}});
  }
}

void cgi_in_writable(const ApacheScene& s, Out& out) {
  const auto check = [&](const Directive& d, const std::string& folder) {
    const auto node = s.files.look(folder);
    if (!is_upload_name(folder) && !(node && (node->world_writable || node->web_writable))) return;
    Problem p{.subject = folder, .spots = {d.spot()}};
    if (d.name == "options") p.edits = {{d.file, Edit::Kind::replace, d.line, "Options -ExecCGI"}};
    if (d.name == "scriptalias") p.edits = {{d.file, Edit::Kind::remove, d.line, ""}};
    out.push_back(std::move(p));
  };
  each(s, "scriptalias", [&](const Directive& d) { check(d, std::string(d.word(1))); });
  each(s, "options", [&](const Directive& d) {
    const bool cgi = std::ranges::any_of(d.words, [](const std::string& w) {
      return iequals(w, "execcgi") || iequals(w, "+execcgi") || iequals(w, "all");
    });
    if (cgi) check(d, subject_of(s, d).folder);
  });
}

// ---- The server as a whole

void proxy_open(const ApacheScene& s, Out& out) {
  each(s, "proxyrequests", [&](const Directive& d) {
    if (!iequals(d.word(0), "on")) return;
    const bool limited = std::ranges::any_of(s.conf.directives, [&](const Directive& r) {
      return s.conf.around(r.section, "proxy") >= 0 &&
             ((r.name == "require" && !iequals(r.word(1), "granted")) || r.name == "deny");
    });
    if (!limited)
      out.push_back({.subject = d.file,
                     .spots = {d.spot()},
                     .edits = {{d.file, Edit::Kind::replace, d.line, "ProxyRequests Off"}}});
  });
}

void user_root(const ApacheScene& s, Out& out) {
  each(s, "user", [&](const Directive& d) {
    if (iequals(d.word(0), "root") || d.word(0) == "#0")
      out.push_back({.subject = std::string(d.word(0)),
                     .spots = {d.spot()},
                     .edits = {{d.file, Edit::Kind::replace, d.line, "User www-data"}}});
  });
}

void status_open(const ApacheScene& s, Out& out) {
  each(s, "sethandler", [&](const Directive& d) {
    if (!iequals(d.word(0), "server-status") && !iequals(d.word(0), "server-info")) return;
    const Subject subject = subject_of(s, d);
    if (!s.view.is_open("", subject.url, "GET")) return;
    Problem p{.subject = subject.url,
              .spots = {d.spot()},
              .edits = {into_section(s, subject.section, d, "Require local")}};
    // Several Requires side by side mean "one of them is enough": the open ones must go.
    for (const Directive& r : s.conf.directives)
      if (r.name == "require" && subject.section >= 0 &&
          s.conf.around(r.section, "location") == subject.section)
        p.edits.push_back({r.file, Edit::Kind::remove, r.line, ""});
    out.push_back(std::move(p));
  });
}

void indexes(const ApacheScene& s, Out& out) {
  each(s, "options", [&](const Directive& d) {
    const auto at = std::ranges::find_if(
        d.words, [](const std::string& w) { return iequals(w, "indexes") || iequals(w, "+indexes"); });
    const Subject subject = subject_of(s, d);
    if (at == d.words.end() || subject.folder.starts_with("/usr/share") || d.file.ends_with(".htaccess"))
      return;
    std::string text = "Options";
    for (const std::string& w : d.words)
      if (&w != &*at) text += ' ' + w;
    if (text == "Options") text += " None";
    out.push_back({.subject = subject.name,
                   .spots = {d.spot()},
                   .edits = {{d.file, Edit::Kind::replace, d.line, text}}});
  });
}

/// The last line of a directive has a value that tells too much.
void setting(const ApacheScene& s, std::string_view name, bool (*bad)(std::string_view), const char* better,
             Out& out) {
  const Directive* last = nullptr;
  each(s, name, [&](const Directive& d) {
    if (d.section < 0 || s.conf.around(d.section, "ifmodule") == d.section) last = &d;
  });
  if (last != nullptr && bad(last->word(0)))
    out.push_back({.subject = last->file,
                   .spots = {last->spot()},
                   .edits = {{last->file, Edit::Kind::replace, last->line, better}}});
}

void trace(const ApacheScene& s, Out& out) {
  setting(s, "traceenable", [](std::string_view v) { return !iequals(v, "off"); }, "TraceEnable Off", out);
}

void tokens(const ApacheScene& s, Out& out) {
  const auto full = [](std::string_view v) { return iequals(v, "full") || iequals(v, "os"); };
  setting(s, "servertokens", full, "ServerTokens Prod", out);
}

void userdir(const ApacheScene& s, Out& out) {
  each(s, "userdir", [&](const Directive& d) {
    if (iequals(d.word(0), "disabled") || d.words.empty()) return;
    const auto on = [&](const Directive& other) {
      return other.name == "userdir" && iequals(other.word(0), "disabled") && other.words.size() == 1;
    };
    if (std::ranges::none_of(s.conf.directives, on))
      out.push_back({.subject = std::string(d.word(0)),
                     .spots = {d.spot()},
                     .edits = {{d.file, Edit::Kind::replace, d.line, "UserDir disabled"}}});
  });
}

void dev_kit_public(const ApacheScene& s, Out& out) {
  if (!is_dev_kit(s.conf)) return;
  each(s, "listen", [&](const Directive& d) {
    const std::string_view a = d.word(0);
    if (a.starts_with("127.") || a.starts_with("[::1]") || a.starts_with("localhost")) return;
    const std::string port(a.substr(a.rfind(':') == std::string_view::npos ? 0 : a.rfind(':') + 1));
    out.push_back({.subject = std::string(a),
                   .spots = {d.spot()},
                   .edits = {{d.file, Edit::Kind::replace, d.line, "Listen 127.0.0.1:" + port}}});
  });
}

void outdated(const ApacheScene& s, Out& out) {
  for (const Directive& d : s.conf.directives) {
    if (d.name != "loadmodule" && d.name != "loadfile") continue;
    const std::string raw = lower(d.raw);
    const bool old_php = raw.find("php4") != std::string::npos || raw.find("php5") != std::string::npos ||
                         raw.find("libphp7") != std::string::npos ||
                         raw.find("php7apache") != std::string::npos;
    const bool old_apache = raw.find("apache2_2") != std::string::npos;
    if (old_php || old_apache) {
      out.push_back({.subject = std::string(d.word(d.words.size() > 1 ? 1 : 0)), .spots = {d.spot()}});
      return;
    }
  }
}

constexpr std::array kChecks{
    Check<ApacheScene>{"dav-open", Severity::critical, dav_open},
    Check<ApacheScene>{"default-account", Severity::critical, default_account},
    Check<ApacheScene>{"scripts-in-dav", Severity::high, scripts_in_dav},
    Check<ApacheScene>{"scripts-in-uploads", Severity::high, scripts_in_uploads},
    Check<ApacheScene>{"override-in-writable", Severity::medium, override_in_writable},
    Check<ApacheScene>{"htaccess-handler", Severity::high, htaccess_handler},
    Check<ApacheScene>{"cgi-in-writable", Severity::high, cgi_in_writable},
    Check<ApacheScene>{"proxy-open", Severity::high, proxy_open},
    Check<ApacheScene>{"user-root", Severity::critical, user_root},
    Check<ApacheScene>{"status-open", Severity::medium, status_open},
    Check<ApacheScene>{"indexes", Severity::low, indexes},
    Check<ApacheScene>{"trace", Severity::low, trace},
    Check<ApacheScene>{"tokens", Severity::info, tokens},
    Check<ApacheScene>{"userdir", Severity::low, userdir},
    Check<ApacheScene>{"dev-kit-public", Severity::high, dev_kit_public},
    Check<ApacheScene>{"outdated", Severity::medium, outdated},
};

}  // namespace

bool is_dev_kit(const ApacheConf& conf) {
  static constexpr std::array<std::string_view, 5> kits{"xampp", "lampp", "wamp", "mamp", "easyphp"};
  const std::string where = lower(conf.server_root + ' ' + conf.main);
  return std::ranges::any_of(kits, [&](std::string_view k) { return where.find(k) != std::string::npos; });
}

std::span<const Check<ApacheScene>> apache_checks() { return kChecks; }

}  // namespace culprit::harden
