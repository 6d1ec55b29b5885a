#include "engine/sites.h"

#include <gtest/gtest.h>

#include <map>

namespace culprit {
namespace {

harden::Files files_of(std::map<std::string, std::string> texts) {
  harden::Files out;
  out.read = [texts](const std::string& path) -> std::optional<std::string> {
    const auto at = texts.find(path);
    return at == texts.end() ? std::nullopt : std::optional(at->second);
  };
  out.look = [texts](const std::string& path) -> std::optional<harden::Node> {
    return texts.contains(path) ? std::optional(harden::Node{}) : std::nullopt;
  };
  out.list = [](const std::string&) { return std::vector<std::string>{}; };
  out.glob = [texts](const std::string& pattern) {
    std::vector<std::string> found;
    for (const auto& [name, text] : texts)
      if (name.starts_with(pattern.substr(0, pattern.find('*'))) && name != pattern) found.push_back(name);
    return found;
  };
  return out;
}

Sites apache(const std::string& text) {
  Sites out;
  const std::string main = "/etc/apache2/apache2.conf";
  add_sites(harden::read_apache(main, files_of({{main, text}})), out);
  return out;
}

Sites nginx(const std::string& text) {
  Sites out;
  const std::string main = "/etc/nginx/nginx.conf";
  add_sites(harden::read_nginx(main, files_of({{main, text}})), out);
  return out;
}

std::string place(const Sites& s, std::string_view host, std::string_view path, uint16_t port = 0) {
  const auto at = attribute::mapped_place(s.map, host, port, path);
  return at ? at->path : "-";
}

TEST(Sites, ApacheOnWindowsKeepsWebdavBesideHtdocs) {
  const Sites s = apache(R"(
Define SRVROOT "C:/xampp/apache"
ServerRoot "${SRVROOT}"
DocumentRoot "C:/xampp/htdocs"
Alias /webdav "C:/xampp/webdav/"
)");
  EXPECT_EQ(place(s, "", "/webdav/..php"), "C:/xampp/webdav/..php");
  EXPECT_EQ(place(s, "any.example", "/webdavx/..php"), "C:/xampp/htdocs/webdavx/..php");
  EXPECT_EQ(place(s, "", "/webdav/../..php"), "C:/xampp/htdocs/..php");
  EXPECT_EQ(place(s, "", "/a/"), "C:/xampp/htdocs/a/index.php");
}

TEST(Sites, TheLineThatSaysSoIsNamed) {
  const Sites s = apache("DocumentRoot /srv/www\nAlias /dav /srv/dav\n");
  const auto at = attribute::mapped_place(s.map, "", 0, "/dav/..php");
  ASSERT_TRUE(at);
  EXPECT_EQ(at->source.file, "/etc/apache2/apache2.conf");
  EXPECT_EQ(at->source.line, 2u);
  EXPECT_EQ(at->source.text, "Alias /dav /srv/dav");
}

TEST(Sites, ApacheVirtualHosts) {
  const Sites s = apache(R"(
DocumentRoot /var/www/main
Alias /shared /srv/shared
AliasMatch ^/img/(.*)\.php$ /srv/pictures/$1.php
<VirtualHost *:80>
  ServerName first.example
  DocumentRoot /var/www/first
</VirtualHost>
<VirtualHost *:80 [::]:8080>
  ServerName http://Shop.example:80
  ServerAlias www.shop.example *.shop.test
  DocumentRoot /var/www/shop
  Alias /dav /srv/shop-dav
  DirectoryIndex start.php
</VirtualHost>
<VirtualHost *:443>
  ServerName shop.example
  DocumentRoot /var/www/secure
  ProxyPass /app http://127.0.0.1:8000/
</VirtualHost>
<VirtualHost *:443>
  ServerName many.example
  VirtualDocumentRoot /srv/many/%0/htdocs
</VirtualHost>
)");
  EXPECT_EQ(place(s, "shop.example", "/dav/..php"), "/srv/shop-dav/..php");
  EXPECT_EQ(place(s, "WWW.SHOP.example:80", "/..php"), "/var/www/shop/..php");
  EXPECT_EQ(place(s, "a.shop.test", "/x/"), "/var/www/shop/x/start.php");
  EXPECT_EQ(place(s, "shop.example", "/shared/a.php"), "/srv/shared/a.php");
  EXPECT_EQ(place(s, "shop.example:443", "/a.php"), "/var/www/secure/a.php");
  EXPECT_EQ(place(s, "shop.example", "/a.php", 443), "/var/www/secure/a.php");
  EXPECT_EQ(place(s, "shop.example:443", "/app/a.php"), "-");
  EXPECT_EQ(place(s, "unknown.example", "/a.php"), "/var/www/first/a.php");
  EXPECT_EQ(place(s, "", "/a.php"), "/var/www/first/a.php");
  EXPECT_EQ(place(s, "192.0.2.1", "/img/..php"), "/srv/pictures/..php");
  EXPECT_EQ(place(s, "many.example", "/a.php"), "/srv/many/many.example/htdocs/a.php");
}

TEST(Sites, ApacheUsersFolders) {
  EXPECT_EQ(place(apache("DocumentRoot /w\nUserDir public_html\n"), "", "/~bob/up/..php"),
            "/home/bob/public_html/up/..php");
  EXPECT_EQ(place(apache("DocumentRoot /w\nUserDir /home/*/www\n"), "", "/~bob/a.php"),
            "/home/bob/www/a.php");
  EXPECT_EQ(place(apache("DocumentRoot /w\nUserDir disabled\n"), "", "/~bob/a.php"), "/w/~bob/a.php");
}

TEST(Sites, NginxServersAndLocations) {
  const Sites s = nginx(R"(
http {
  root /srv/default;
  server {
    listen 80 default_server;
    server_name _;
    location /dav/ { alias /srv/dav/; location ~ \.php$ { fastcgi_pass unix:/run/php.sock; } }
    location = /one.php { root /srv/one; }
    location ^~ /static/ { root /srv/static; }
    location ~ ^/u/([^/]+)/(.+\.php)$ { alias /home/$1/www/$2; }
    location ~ \.php$ { fastcgi_pass unix:/run/php.sock; }
    location /api { proxy_pass http://127.0.0.1:3000; }
  }
  server {
    listen 80;
    server_name shop.example *.shop.example ~^blog\d+\.example$;
    root /srv/sites/$host/public;
    index index.html start.php;
    location / { try_files $uri $uri/ /index.php; }
  }
})");
  EXPECT_EQ(place(s, "", "/dav/..php"), "/srv/dav/..php");
  EXPECT_EQ(place(s, "", "/a/..php"), "/srv/default/a/..php");
  EXPECT_EQ(place(s, "", "/one.php"), "/srv/one/one.php");
  EXPECT_EQ(place(s, "", "/static/x.php"), "/srv/static/static/x.php");
  EXPECT_EQ(place(s, "", "/u/bob/up/..php"), "/home/bob/www/up/..php");
  EXPECT_EQ(place(s, "", "/api/x"), "-");
  EXPECT_EQ(place(s, "shop.example", "/..php"), "/srv/sites/shop.example/public/..php");
  EXPECT_EQ(place(s, "blog7.example", "/a/"), "/srv/sites/blog7.example/public/a/start.php");
  EXPECT_EQ(place(s, "blogx.example", "/a.php"), "/srv/default/a.php");
}

TEST(Sites, LogsAndTheirFormats) {
  const Sites a = apache(R"(
LogFormat "%h %t \"%r\" %>s %D" timed
CustomLog logs/access.log timed
<VirtualHost *:80>
  ServerName shop.example
  CustomLog /var/log/apache2/shop.log "%v %h %t \"%r\" %>s"
</VirtualHost>
)");
  ASSERT_EQ(a.logs.size(), 2u);
  EXPECT_EQ(a.logs[0].format, "%h %t \"%r\" %>s %D");
  EXPECT_EQ(a.logs[0].host, "");
  EXPECT_EQ(a.logs[1].path, "/var/log/apache2/shop.log");
  EXPECT_EQ(a.logs[1].format, "%v %h %t \"%r\" %>s");
  EXPECT_EQ(a.logs[1].host, "shop.example");
  const Sites n = nginx(R"(http {
  log_format timed escape=json '$remote_addr [$time_local] '
                   '"$request" $status';
  access_log /var/log/nginx/access.log timed;
  server { server_name shop.example; access_log /var/log/nginx/shop.log; access_log off; }
})");
  ASSERT_EQ(n.logs.size(), 2u);
  EXPECT_EQ(n.logs[0].format, "$remote_addr [$time_local] \"$request\" $status");
  EXPECT_EQ(n.logs[1].host, "shop.example");
}

}  // namespace
}  // namespace culprit
