#include "audit/place.h"

#include <gtest/gtest.h>

#include "audit/server_tricks.h"

namespace culprit::audit {
namespace {

std::string keys(std::string_view path) {
  std::string out;
  for (const Hint& h : hints_of_place(path)) out += h.key.substr(6) + ' ';
  return out;
}

TEST(Place, NamesAndFolders) {
  EXPECT_EQ(keys("index.php"), "");
  EXPECT_EQ(keys("webdav/..php"), "folder dots ");
  EXPECT_EQ(keys("..php"), "dots ");
  EXPECT_EQ(keys(".php"), "dots ");
  EXPECT_EQ(keys("lib/.hidden.php"), "hidden ");
  EXPECT_EQ(keys("wp-content/uploads/2011/03/a.jpg.php"), "folder double-ending ");
  EXPECT_EQ(keys("a/photo.php.jpg"), "double-ending ");
  EXPECT_EQ(keys("a/x.php "), "disguised ");
  EXPECT_EQ(keys("a/x\xe2\x80\x8b.php"), "disguised ");
  EXPECT_EQ(keys("src/jquery.min.js"), "");
  EXPECT_EQ(keys(""), "");
  EXPECT_EQ(keys("/"), "");
}

std::string tricks(std::string_view name, std::string_view text) {
  std::string out;
  for (const Trick& t : server_tricks(name, text))
    out += t.hint.key.substr(7) + (t.hint.weight > 7 ? "! " : " ");
  return out;
}

TEST(ServerTricks, Htaccess) {
  EXPECT_EQ(tricks(".htaccess", "AddType application/x-httpd-php .jpg"), "runs! ");
  EXPECT_EQ(tricks(".htaccess", "addhandler \"php5-script\" .php .png"), "runs! ");
  EXPECT_EQ(tricks(".htaccess", "AddType application/x-httpd-php .html"), "runs ");
  EXPECT_EQ(tricks(".htaccess", "AddHandler application/x-httpd-php81 .php .phtml"), "");
  EXPECT_EQ(tricks(".htaccess", "# AddType application/x-httpd-php .jpg"), "");
  EXPECT_EQ(
      tricks(".htaccess", "<FilesMatch \"\\.png$\">\nSetHandler application/x-httpd-php\n</FilesMatch>"),
      "runs! ");
  EXPECT_EQ(
      tricks(".htaccess", "<FilesMatch \"\\.php$\">\nSetHandler proxy:unix:/run/php.sock\n</FilesMatch>"),
      "");
  EXPECT_EQ(tricks(".htaccess", "php_value auto_prepend_file \"/tmp/x\""), "prepend! ");
  EXPECT_EQ(tricks(".htaccess", "php_value auto_append_file none"), "");
  EXPECT_EQ(tricks(".htaccess",
                   "RewriteCond %{HTTP_REFERER} (google|yahoo|bing)\nRewriteRule .* http://192.0.2.1/ [R]"),
            "diverts! ");
  EXPECT_EQ(tricks(".htaccess", "RewriteRule ^index\\.php$ - [L]\nSetHandler None\nphp_flag engine off"), "");
}

TEST(ServerTricks, UserIni) {
  EXPECT_TRUE(is_server_file(".user.ini"));
  EXPECT_EQ(tricks(".user.ini", "auto_prepend_file = 'logo.gif'"), "prepend! ");
  EXPECT_EQ(tricks(".user.ini", "auto_prepend_file=/srv/site/firewall.php\nmemory_limit=64M"), "prepend ");
  EXPECT_EQ(tricks(".user.ini", "; auto_prepend_file=x.gif\nauto_prepend_file=\""), "");
}

}  // namespace
}  // namespace culprit::audit
