#include "harden/audit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "harden/audit_case.h"
#include "harden/patch.h"
#include "wording/words.h"

namespace culprit::harden {
namespace {

using Disk = std::map<std::string, std::string>;

/// A system in memory. A name that ends with '/' is an empty folder, with "!" before it one that all may
/// write into.
Files files_of(const Disk& disk) {
  Files out;
  out.read = [disk](const std::string& path) -> std::optional<std::string> {
    const auto at = disk.find(path);
    return at == disk.end() ? std::nullopt : std::optional(at->second);
  };
  out.look = [disk](const std::string& path) -> std::optional<Node> {
    if (disk.contains(path)) return Node{};
    if (disk.contains('!' + path + '/')) return Node{true, true, false};
    for (const auto& [name, text] : disk)
      if (name.starts_with(path + '/')) return Node{true, false, false};
    return std::nullopt;
  };
  out.list = [disk](const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& [name, text] : disk) {
      if (!name.starts_with(folder + '/') || name.size() == folder.size() + 1) continue;
      const std::string rest = name.substr(folder.size() + 1);
      const size_t slash = rest.find('/');
      const std::string one = slash == std::string::npos ? rest : rest.substr(0, slash + 1);
      if (std::ranges::find(names, one) == names.end()) names.push_back(one);
    }
    return names;
  };
  out.glob = [disk](const std::string& pattern) {
    std::vector<std::string> found;
    const size_t star = std::min(pattern.find('*'), pattern.size());
    for (const auto& [name, text] : disk) {
      const bool fits = star == pattern.size() ? name == pattern
                                               : name.starts_with(pattern.substr(0, star)) &&
                                                     name.ends_with(pattern.substr(star + 1));
      if (fits) found.push_back(name);
    }
    return found;
  };
  out.fits = [](std::string_view, std::string_view, std::string_view password, std::string_view hash) {
    return hash == "hash-of-" + std::string(password);
  };
  return out;
}

const std::string kMain = "/etc/apache2/apache2.conf";
const std::string kBase =
    "ServerRoot \"/etc/apache2\"\nUser www-data\nTraceEnable Off\nLoadModule dav_module modules/mod_dav.so\n"
    "LoadModule dav_fs_module modules/mod_dav_fs.so\nLoadModule php_module modules/libphp8.2.so\n"
    "<FilesMatch \".+\\.ph(ar|p|tml)$\">\n  SetHandler application/x-httpd-php\n</FilesMatch>\n"
    "<Directory />\n  AllowOverride None\n  Require all denied\n</Directory>\n"
    "DocumentRoot /var/www/html\n<Directory /var/www/>\n  AllowOverride None\n  Require all "
    "granted\n</Directory>\n"
    "Alias /webdav /srv/webdav\n";
const std::string kDenied = "  <FilesMatch \"\\.ph\">\n    Require all denied\n  </FilesMatch>\n";

struct Seed {
  const char* about;
  const char* id;
  Disk disk;
  bool mends = true;  ///< has a change that removes it
};

Disk apache(const std::string& more, Disk disk = {}) {
  disk[kMain] = kBase + more;
  return disk;
}
Disk nginx(const std::string& server) {
  return {{"/etc/nginx/nginx.conf", "user www-data;\nhttp {\n  server {\n" + server + "  }\n}\n"}};
}
Disk php(const std::string& line) {
  return {{"/etc/php/8.2/apache2/php.ini",
           "[PHP]\ndisable_functions = exec,system\nexpose_php = Off\ndisplay_errors = Off\n" + line + '\n'}};
}
Disk pool(const std::string& line) {
  return {
      {"/etc/php/8.2/fpm/pool.d/www.conf", "[www]\nuser = www-data\nlisten = /run/php.sock\n" + line + '\n'}};
}
std::string dav(const std::string& inside) {
  return "<Directory /srv/webdav>\n  Dav On\n" + inside + "</Directory>\n";
}

std::vector<Seed> seeds() {
  const std::string login = "  AuthType Basic\n  AuthName x\n  AuthUserFile /etc/apache2/dav.passwd\n";
  return {
      {"DAV without a word on who may", "dav-open",
       apache("<Directory />\n  Require all granted\n</Directory>\n" + dav(kDenied))},
      {"DAV for all", "dav-open", apache(dav("  Require all granted\n" + kDenied))},
      {"DAV in a Location", "dav-open",
       apache("<Location /webdav>\n  Dav On\n  Require all granted\n</Location>\n")},
      {"DAV of Apache 2.2", "dav-open",
       apache(dav("  Order allow,deny\n  Allow from all\n  Require all granted\n" + kDenied))},
      {"the login is for GET only", "dav-limit",
       apache("<Directory /srv>\n  Require all granted\n</Directory>\n" +
              dav(login + "  <Limit GET POST DELETE>\n    Require valid-user\n  </Limit>\n" + kDenied))},
      {"XAMPP's account", "default-account",
       apache(dav(login + "  Require valid-user\n" + kDenied),
              {{"/etc/apache2/dav.passwd", "wampp:XAMPP with WebDAV:hash-of-xampp\n"}})},
      {"scripts run in the DAV folder", "scripts-in-dav", apache(dav(login + "  Require valid-user\n"))},
      {"scripts run in uploads", "scripts-in-uploads",
       apache("", {{"/var/www/html/wp-content/uploads/a.jpg", ""}})},
      {".htaccess rules in uploads", "override-in-writable",
       apache("<Directory /var/www/html/uploads>\n  AllowOverride All\n" + kDenied + "</Directory>\n")},
      {".htaccess rules in a DAV folder", "override-in-writable",
       apache(dav(login + "  Require valid-user\n  AllowOverride All\n" + kDenied))},
      {"a .htaccess runs pictures", "htaccess-handler",
       apache("", {{"/var/www/html/img/.htaccess", "AddHandler application/x-httpd-php .jpg\n"}})},
      {"CGI in a folder for uploads", "cgi-in-writable",
       apache("<Directory /var/www/html/uploads>\n  Options +ExecCGI\n" + kDenied + "</Directory>\n")},
      {"an open proxy", "proxy-open", apache("ProxyRequests On\n")},
      {"Apache as root", "user-root", apache("User root\n")},
      {"the status page for all", "status-open",
       apache("<Location /server-status>\n  SetHandler server-status\n  Require all granted\n</Location>\n")},
      {"lists of files", "indexes",
       apache("<Directory /var/www/html>\n  Options Indexes FollowSymLinks\n</Directory>\n")},
      {"TRACE", "trace", apache("TraceEnable On\n")},
      {"the version", "tokens", apache("ServerTokens Full\n")},
      {"home folders", "userdir", apache("UserDir public_html\n")},
      {"XAMPP on the Internet",
       "dev-kit-public",
       {{kMain, "ServerRoot \"C:/xampp/apache\"\nListen 80\nDocumentRoot \"C:/xampp/htdocs\"\n"}}},
      {"PHP 5", "outdated", apache("LoadModule php5_module modules/libphp5.so\n"), false},
      {"all may write", "world-writable", apache("", {{"!/var/www/html/", ""}}), false},
      {"the repository", "repository", apache("", {{"/var/www/html/.git/config", "[core]\n"}})},
      {"a backup", "leftovers", apache("", {{"/var/www/html/backup.sql", "x"}}), false},
      {"phpinfo", "phpinfo", apache("", {{"/var/www/html/i.php", "<?php phpinfo();"}}), false},
      {"phpMyAdmin without a password", "phpmyadmin",
       apache("", {{"/var/www/html/phpmyadmin/config.inc.php",
                    "<?php\n$cfg['Servers'][$i]['AllowNoPassword'] = true;\n"}})},
      {"allow_url_include", "url-include", php("allow_url_include = On")},
      {"a file before each page", "prepend", php("auto_prepend_file = /tmp/x.jpg")},
      {"errors for visitors", "display-errors", php("display_errors = On")},
      {"no disable_functions", "disable-functions", php("disable_functions =")},
      {"enable_dl", "enable-dl", php("enable_dl = On")},
      {"expose_php", "expose-php", php("expose_php = On")},
      {"the pool as root", "pool-root", pool("user = root")},
      {"the pool on the network", "pool-public", pool("listen = 0.0.0.0:9000")},
      {"the pool runs anything", "pool-extensions", pool("security.limit_extensions =")},
      {"nginx: DAV", "dav-open", nginx("    location /dav/ {\n      dav_methods PUT DELETE;\n    }\n")},
      {"nginx: x.jpg/x.php", "php-any-path",
       nginx("    location ~ \\.php$ {\n      fastcgi_pass unix:/run/php.sock;\n    }\n")},
      {"nginx: PHP in uploads", "scripts-in-uploads",
       nginx("    location ~ /uploads/.*\\.php$ {\n      try_files $uri =404;\n      fastcgi_pass "
             "unix:/run/php.sock;\n    }\n")},
      {"nginx: alias", "alias-traversal", nginx("    location /img {\n      alias /srv/img/;\n    }\n")},
      {"nginx as root", "user-root", {{"/etc/nginx/nginx.conf", "user root;\nhttp {\n}\n"}}},
      {"nginx: lists", "indexes", nginx("    autoindex on;\n")},
      {"nginx: status", "status-open", nginx("    location = /status {\n      stub_status;\n    }\n")},
      {"nginx: version", "tokens", nginx("    server_tokens on;\n")},
  };
}

Starts starts_of(const Disk& disk) {
  Starts s;
  for (const auto& [name, text] : disk) {
    if (name == kMain) s.apache.push_back(name);
    if (name.ends_with("nginx.conf")) s.nginx.push_back(name);
    if (name.ends_with("php.ini")) s.php.push_back(name);
    if (name.find("pool.d") != std::string::npos) s.pools.push_back(name);
  }
  return s;
}

bool has(const Result& r, std::string_view id) {
  return std::ranges::any_of(r.problems, [&](const Problem& p) { return p.id == id; });
}

TEST(Audit, FindsEverySeededMistakeAndTheChangeMendsIt) {
  for (const Seed& seed : seeds()) {
    const Files files = files_of(seed.disk);
    const Starts starts = starts_of(seed.disk);
    const Result found = audit(starts, files);
    EXPECT_TRUE(has(found, seed.id)) << seed.about;
    const auto changed = changed_files(found.problems, files);
    EXPECT_EQ(changed.empty(), !seed.mends) << seed.about;
    Disk mended = seed.disk;
    for (const auto& [name, text] : changed) mended[name] = text;
    if (!seed.mends) continue;
    EXPECT_FALSE(has(audit(starts, files_of(mended)), seed.id)) << seed.about << '\n' << mended[kMain];
    EXPECT_TRUE(patch_of(found, files).starts_with("--- a/")) << seed.about;
  }
}

TEST(Audit, NothingIsFoundWhereNothingIsWrong) {
  const std::string login =
      "  AuthType Basic\n  AuthUserFile /etc/apache2/dav.passwd\n  Require valid-user\n";
  for (const Disk& disk :
       {apache(""), apache(dav(login + kDenied), {{"/etc/apache2/dav.passwd", "anna:hash-of-9vK2\n"}}),
        apache("<Location /server-status>\n  SetHandler server-status\n  Require local\n</Location>\n"),
        apache("", {{"/var/www/html/.htaccess", "AddType application/x-httpd-php .php\n"}}), php(""),
        pool(""),
        nginx("    location ~ \\.php$ {\n      try_files $uri =404;\n      fastcgi_pass "
              "unix:/run/php.sock;\n    }\n"
              "    location /img/ {\n      alias /srv/img/;\n    }\n")}) {
    const Result r = audit(starts_of(disk), files_of(disk));
    for (const Problem& p : r.problems) ADD_FAILURE() << p.id << ' ' << p.subject;
    EXPECT_TRUE(r.unclear.empty());
  }
}

TEST(Audit, EveryProblemHasWords) {
  const Words words("en");
  for (const Seed& seed : seeds())
    for (const char* part : {"title", "what", "do", "why"})
      EXPECT_TRUE(words.has("harden." + std::string(seed.id) + '.' + part)) << seed.id << ' ' << part;
}

TEST(Audit, LoopsAndNoiseEnd) {
  Disk disk = apache("Include /etc/apache2/apache2.conf\nInclude /nowhere\n<Directory /x>\n");
  const Result r = audit(starts_of(disk), files_of(disk));
  EXPECT_GE(r.unclear.size(), 3U);
  disk = {{kMain, std::string(100'000, '<')}};
  EXPECT_TRUE(audit(starts_of(disk), files_of(disk)).problems.empty());
  disk = {{kMain, std::string("\0\1\2", 3)}};
  EXPECT_EQ(audit(starts_of(disk), files_of(disk)).unclear.size(), 1U);
}

TEST(Patch, ShowsTheChangeWithItsSurroundings) {
  EXPECT_EQ(unified_diff("/etc/x", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/etc/x\n+++ b/etc/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("/etc/x", "1\n", "1\n2\n"), "--- a/etc/x\n+++ b/etc/x\n@@ -1 +1,2 @@\n 1\n+2\n");
  EXPECT_EQ(unified_diff("/etc/x", "same\n", "same\n"), "");
}

}  // namespace
}  // namespace culprit::harden
