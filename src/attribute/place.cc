#include "attribute/place.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace culprit::attribute {
namespace {

bool is_windows_folder(std::string_view folder) {
  return folder.size() > 1 && (folder[1] == ':' || folder.starts_with("\\\\"));
}

/// XAMPP says so of itself by the modules in its Server header: "Apache/2.2.14 (Win32) DAV/2
/// mod_autoindex_color PHP/5.3.1".
bool is_xampp(const PlaceHints& hints, std::string_view path) {
  const std::string server = lower(hints.server);
  const bool windows =
      hints.windows || server.find("win32") != std::string::npos || server.find("win64") != std::string::npos;
  if (windows) return server.find("iis") == std::string::npos;
  return server.empty() && path.starts_with("/webdav/");
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view rest) {
  const bool windows = is_windows_folder(folder) && folder.find('/') == std::string_view::npos;
  const char slash = windows ? '\\' : '/';
  while (folder.size() > 1 && (folder.ends_with('/') || folder.ends_with('\\'))) folder.remove_suffix(1);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  std::string out(folder);
  if (!out.ends_with(slash)) out += slash;
  for (const char c : rest) out += windows && c == '/' ? '\\' : c;
  return out;
}

std::string resolve_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : kept) (out += '/') += segment;
  if (folder || out.empty()) out += '/';
  return out;
}

std::string likely_place(std::string_view decoded_path, const PlaceHints& hints) {
  const std::string path = resolve_dots(decoded_path);
  if (is_xampp(hints, path))
    return join_path(path.starts_with("/webdav/") ? "C:\\xampp" : "C:\\xampp\\htdocs", path);
  const std::string server = lower(hints.server);
  if (server.find("iis") != std::string::npos) return join_path("C:\\inetpub\\wwwroot", path);
  if (server.find("nginx") != std::string::npos && server.find("debian") == std::string::npos &&
      server.find("ubuntu") == std::string::npos)
    return join_path("/usr/share/nginx/html", path);
  return join_path("/var/www/html", path);
}

}  // namespace culprit::attribute
