// Which file on disk a URL stands for.
#pragma once
#include <string>
#include <string_view>

namespace culprit::attribute {

/// The path of a URL as the server takes it: percent-encoding undone, "." and ".." segments resolved, never
/// above the root.
/// "..php" and "...php" are names like any other.
std::string resolve_dots(std::string_view decoded_path);

/// A path below a folder, with the slashes that the folder has: "C:\\xampp\\webdav" and "/..php".
std::string join_path(std::string_view folder, std::string_view rest);

/// What else there is to tell a server's kind by.
struct PlaceHints {
  std::string server;    ///< the Server header, as far as known
  bool windows = false;  ///< told otherwise
};
/// Without a configuration: XAMPP on Windows keeps its WebDAV folder beside htdocs; Debian serves from
/// /var/www/html.
std::string likely_place(std::string_view decoded_path, const PlaceHints& hints);

}  // namespace culprit::attribute
