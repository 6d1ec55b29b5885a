#include "attribute/place.h"

#include <gtest/gtest.h>

#include "attribute/deed.h"

namespace culprit::attribute {
namespace {

TEST(Place, DotsInNamesAreNoTraversal) {
  EXPECT_EQ(resolve_dots("/..php"), "/..php");
  EXPECT_EQ(resolve_dots("..php"), "/..php");
  EXPECT_EQ(resolve_dots("/webdav/..php"), "/webdav/..php");
  EXPECT_EQ(resolve_dots("/webdav/...php"), "/webdav/...php");
  EXPECT_EQ(resolve_dots("/a/../b.php"), "/b.php");
  EXPECT_EQ(resolve_dots("/../../etc/passwd"), "/etc/passwd");
  EXPECT_EQ(resolve_dots("/a/./b//c/"), "/a/b/c/");
  EXPECT_EQ(resolve_dots("/a/.."), "/");
  EXPECT_EQ(resolve_dots(plain_path("/a/%2e%2e/b.php")), "/b.php");
  EXPECT_EQ(resolve_dots(plain_path("/webdav/%2e%2ephp")), "/webdav/..php");
}

TEST(Place, XamppKeepsWebdavBesideHtdocs) {
  const PlaceHints windows{.server = "Apache/2.2.14 (Win32) DAV/2 mod_ssl/2.2.14 PHP/5.3.1",
                           .windows = false};
  EXPECT_EQ(likely_place("/webdav/..php", windows), "C:\\xampp\\webdav\\..php");
  EXPECT_EQ(likely_place("/a/b.php", windows), "C:\\xampp\\htdocs\\a\\b.php");
  EXPECT_EQ(likely_place("/webdav/..php", {}), "C:\\xampp\\webdav\\..php");
  EXPECT_EQ(likely_place("/up/x.php", {}), "/var/www/html/up/x.php");
  EXPECT_EQ(likely_place("/webdav/x.php", {.server = "Apache/2.4.57 (Debian)", .windows = false}),
            "/var/www/html/webdav/x.php");
}

}  // namespace
}  // namespace culprit::attribute
