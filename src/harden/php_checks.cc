#include <array>

#include "base/text.h"
#include "harden/checks.h"

namespace culprit::harden {
namespace {

using Out = std::vector<Problem>;

/// A line that is there with a bad value becomes `better`.
void setting(const IniScene& s, std::string_view name, bool (*bad)(std::string_view), const char* better,
             Out& out) {
  const IniLine* l = s.ini.find(name);
  if (l != nullptr && bad(l->value))
    out.push_back({.subject = s.ini.file,
                   .spots = {l->spot()},
                   .edits = {{l->file, Edit::Kind::replace, l->line, better}}});
}

/// The command line's php.ini is no matter of the web.
bool is_web(const IniScene& s) { return s.ini.file.find("/cli/") == std::string::npos; }

void url_include(const IniScene& s, Out& out) {
  setting(s, "allow_url_include", is_on, "allow_url_include = Off", out);
}

void display_errors(const IniScene& s, Out& out) {
  if (is_web(s)) setting(s, "display_errors", is_on, "display_errors = Off", out);
}

void enable_dl(const IniScene& s, Out& out) { setting(s, "enable_dl", is_on, "enable_dl = Off", out); }

void expose(const IniScene& s, Out& out) {
  if (is_web(s)) setting(s, "expose_php", is_on, "expose_php = Off", out);
}

void prepend(const IniScene& s, Out& out) {
  for (const std::string_view name : {"auto_prepend_file", "auto_append_file"}) {
    const IniLine* l = s.ini.find(name);
    if (l == nullptr || l->value.empty() || iequals(l->value, "none")) continue;
    const std::string v = lower(l->value);
    const bool odd = v.find("/tmp") != std::string::npos || v.find("://") != std::string::npos ||
                     v.find("upload") != std::string::npos || v.find("/dev/shm") != std::string::npos ||
                     !v.ends_with(".php");
    Problem p{.subject = l->value,
              .spots = {l->spot()},
              .edits = {{l->file, Edit::Kind::replace, l->line, std::string(name) + " ="}}};
    if (odd) {
      p.id = "prepend";
      p.severity = Severity::high;
    }
    out.push_back(std::move(p));
  }
}

void disable_functions(const IniScene& s, Out& out) {
  if (!is_web(s)) return;
  const IniLine* l = s.ini.find("disable_functions");
  if (l != nullptr &&
      (l->value.find("exec") != std::string::npos || l->value.find("system") != std::string::npos))
    return;
  constexpr const char* kBetter =
      "disable_functions = exec,passthru,shell_exec,system,popen,proc_open,pcntl_exec,fsockopen,pfsockopen,"
      "stream_socket_client,socket_create";
  Problem p{.subject = s.ini.file};
  if (l != nullptr) {
    p.spots = {l->spot()};
    p.edits = {{l->file, Edit::Kind::replace, l->line, kBetter}};
  } else {
    p.spots = {{s.ini.file, 0, ""}};
    p.edits = {{s.ini.file, Edit::Kind::append, 0, kBetter}};
  }
  out.push_back(std::move(p));
}

// ---- Pools of PHP-FPM

void pool_root(const IniScene& s, Out& out) {
  for (const IniLine& l : s.ini.lines)
    if (l.name == "user" && l.value == "root")
      out.push_back({.subject = l.section,
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "user = www-data"}}});
}

void pool_extensions(const IniScene& s, Out& out) {
  for (const IniLine& l : s.ini.lines)
    if (l.name == "security.limit_extensions" && l.value.find(".ph") == std::string::npos)
      out.push_back({.subject = l.section,
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "security.limit_extensions = .php"}}});
}

void pool_public(const IniScene& s, Out& out) {
  for (const IniLine& l : s.ini.lines) {
    if (l.name != "listen" || l.value.starts_with('/')) continue;
    const std::string_view v = l.value;
    if (v.starts_with("127.") || v.starts_with("[::1]") || v.starts_with("localhost")) continue;
    if (s.ini.find("listen.allowed_clients", l.section) != nullptr) continue;
    const std::string port(v.substr(v.rfind(':') == std::string_view::npos ? 0 : v.rfind(':') + 1));
    out.push_back({.subject = l.section + ' ' + l.value,
                   .spots = {l.spot()},
                   .edits = {{l.file, Edit::Kind::replace, l.line, "listen = 127.0.0.1:" + port}}});
  }
}

constexpr std::array kChecks{
    Check<IniScene>{"url-include", Severity::high, url_include},
    Check<IniScene>{"prepend", Severity::medium, prepend},
    Check<IniScene>{"display-errors", Severity::low, display_errors},
    Check<IniScene>{"disable-functions", Severity::low, disable_functions},
    Check<IniScene>{"enable-dl", Severity::low, enable_dl},
    Check<IniScene>{"expose-php", Severity::info, expose},
};
constexpr std::array kPoolChecks{
    Check<IniScene>{"pool-root", Severity::critical, pool_root},
    Check<IniScene>{"pool-public", Severity::high, pool_public},
    Check<IniScene>{"pool-extensions", Severity::high, pool_extensions},
};

}  // namespace

std::span<const Check<IniScene>> php_checks() { return kChecks; }
std::span<const Check<IniScene>> pool_checks() { return kPoolChecks; }

}  // namespace culprit::harden
