// What the host gives the checks: files by name, bounded and read only.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culprit::harden {

struct Node {
  bool folder = false, world_writable = false, web_writable = false;
};

/// Names are those of the configured system ("/etc/apache2/apache2.conf", "C:/xampp/apache/conf/httpd.conf"),
/// wherever a copy of it lies.
struct Files {
  std::function<std::optional<std::string>(const std::string& path)> read;
  /// Files that fit a pattern with * ? [], sorted.
  std::function<std::vector<std::string>(const std::string& pattern)> glob;
  std::function<std::optional<Node>(const std::string& path)> look;
  /// Names in a folder, sorted, those of folders with a '/' at the end.
  std::function<std::vector<std::string>(const std::string& folder)> list;
  /// Is this the hash of that password (htpasswd: apr1, {SHA}, crypt, plain; htdigest: MD5)?
  std::function<bool(std::string_view user, std::string_view realm, std::string_view password,
                     std::string_view hash)>
      fits;
};

}  // namespace culprit::harden
