#include <algorithm>
#include <array>

#include "base/text.h"
#include "harden/checks.h"

namespace culprit::harden {
namespace {

using Out = std::vector<Problem>;

template <class Use>
void each(const NginxScene& s, std::string_view name, Use use) {
  for (const NginxLine& l : s.conf.lines)
    if (l.name == name) use(l);
}

std::string block_name(const NginxScene& s, int block) {
  return block < 0 ? s.conf.main : s.conf.lines[static_cast<size_t>(block)].raw;
}

/// Is there a login, or a list of addresses that ends with "deny all", in the block or round it?
bool is_guarded(const NginxScene& s, int block) {
  const NginxLine* login = s.conf.holding(block, "auth_basic");
  if (login != nullptr && !iequals(login->word(0), "off")) return true;
  if (s.conf.holding(block, "auth_request") != nullptr) return true;
  const NginxLine* deny = s.conf.holding(block, "deny");
  return deny != nullptr && iequals(deny->word(0), "all");
}

void dav_open(const NginxScene& s, Out& out) {
  each(s, "dav_methods", [&](const NginxLine& l) {
    const bool writes = std::ranges::any_of(l.words, [](const std::string& w) {
      return iequals(w, "put") || iequals(w, "move") || iequals(w, "copy");
    });
    // Methods that are forbidden for all but some (limit_except) are guarded as well.
    const bool limited = std::ranges::any_of(
        s.conf.lines, [&](const NginxLine& x) { return x.name == "limit_except" && x.block == l.block; });
    if (writes && !limited && !is_guarded(s, l.block))
      out.push_back({.subject = block_name(s, l.block),
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "dav_methods off;"}}});
  });
}

void php_any_path(const NginxScene& s, Out& out) {
  each(s, "fastcgi_pass", [&](const NginxLine& l) {
    if (l.block < 0) return;
    const NginxLine& block = s.conf.lines[static_cast<size_t>(l.block)];
    if (block.name != "location" || block.raw.find("php") == std::string::npos || block.word(0) == "=")
      return;
    if (s.conf.in(l.block, "try_files") != nullptr) return;
    // A check of one's own: if (!-f $document_root$fastcgi_script_name) { return 404; }
    const bool checked = std::ranges::any_of(s.conf.lines, [&](const NginxLine& x) {
      return x.block == l.block && x.name == "if" && x.raw.find("!-f") != std::string::npos;
    });
    if (!checked)
      out.push_back({.subject = block.raw,
                     .spots = {l.spot(), block.spot()},
                     .edits = {{l.file, Edit::Kind::after, l.line, "try_files $fastcgi_script_name =404;"}}});
  });
}

void php_in_uploads(const NginxScene& s, Out& out) {
  each(s, "location", [&](const NginxLine& l) {
    const std::string path = lower(l.raw);
    if (path.find("upload") == std::string::npos) return;
    const int block = static_cast<int>(&l - s.conf.lines.data());
    const NginxLine* inner = s.conf.in(block, "fastcgi_pass");
    if (inner != nullptr)
      out.push_back({.subject = l.raw,
                     .spots = {inner->spot()},
                     .edits = {{inner->file, Edit::Kind::replace, inner->line, "return 403;"}}});
  });
}

void alias_traversal(const NginxScene& s, Out& out) {
  each(s, "alias", [&](const NginxLine& l) {
    if (l.block < 0 || !l.word(0).ends_with('/')) return;
    const NginxLine& block = s.conf.lines[static_cast<size_t>(l.block)];
    if (block.name != "location" || block.words.size() != 1 || block.word(0).ends_with('/')) return;
    out.push_back({.subject = block.raw,
                   .spots = {block.spot(), l.spot()},
                   .edits = {{block.file, Edit::Kind::replace, block.line,
                              "location " + std::string(block.word(0)) + "/ {"}}});
  });
}

void user_root(const NginxScene& s, Out& out) {
  each(s, "user", [&](const NginxLine& l) {
    if (l.block < 0 && l.word(0) == "root")
      out.push_back({.subject = "root",
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "user www-data;"}}});
  });
}

void autoindex(const NginxScene& s, Out& out) {
  each(s, "autoindex", [&](const NginxLine& l) {
    if (iequals(l.word(0), "on"))
      out.push_back({.subject = block_name(s, l.block),
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "autoindex off;"}}});
  });
}

void status_open(const NginxScene& s, Out& out) {
  each(s, "stub_status", [&](const NginxLine& l) {
    if (!is_guarded(s, l.block))
      out.push_back({.subject = block_name(s, l.block),
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::after, l.line, "allow 127.0.0.1;\ndeny all;"}}});
  });
}

void tokens(const NginxScene& s, Out& out) {
  each(s, "server_tokens", [&](const NginxLine& l) {
    if (iequals(l.word(0), "on"))
      out.push_back({.subject = l.file,
                     .spots = {l.spot()},
                     .edits = {{l.file, Edit::Kind::replace, l.line, "server_tokens off;"}}});
  });
}

constexpr std::array kChecks{
    Check<NginxScene>{"dav-open", Severity::critical, dav_open},
    Check<NginxScene>{"php-any-path", Severity::high, php_any_path},
    Check<NginxScene>{"scripts-in-uploads", Severity::high, php_in_uploads},
    Check<NginxScene>{"alias-traversal", Severity::high, alias_traversal},
    Check<NginxScene>{"user-root", Severity::critical, user_root},
    Check<NginxScene>{"status-open", Severity::medium, status_open},
    Check<NginxScene>{"indexes", Severity::low, autoindex},
    Check<NginxScene>{"tokens", Severity::info, tokens},
};

}  // namespace

std::span<const Check<NginxScene>> nginx_checks() { return kChecks; }

}  // namespace culprit::harden
