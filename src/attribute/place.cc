#include "attribute/place.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::attribute {
namespace {

bool is_windows_folder(std::string_view folder) {
  return folder.size() > 1 && (folder[1] == ':' || folder.starts_with("\\\\"));
}

std::string join(std::string_view folder, std::string_view rest) {
  const bool windows = is_windows_folder(folder) && folder.find('/') == std::string_view::npos;
  const char slash = windows ? '\\' : '/';
  while (folder.size() > 1 && (folder.ends_with('/') || folder.ends_with('\\'))) folder.remove_suffix(1);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  std::string out(folder);
  if (!out.ends_with(slash)) out += slash;
  for (const char c : rest) out += windows && c == '/' ? '\\' : c;
  return out;
}

/// A prefix ends where a name ends: "/web" does not stand for "/webdav/x".
bool is_below(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  return prefix.ends_with('/') || path.size() == prefix.size() || path[prefix.size()] == '/' ||
         prefix.empty();
}

std::string_view without_port(std::string_view host) {
  if (std::ranges::count(host, ':') == 1) host = host.substr(0, host.find(':'));
  return host;
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

std::optional<std::string> mapped_place(const SiteMap& map, std::string_view host,
                                        std::string_view decoded_path) {
  const std::string path = resolve_dots(decoded_path);
  host = without_port(host);
  const SiteMap::Entry* best = nullptr;
  const auto rank = [](const SiteMap::Entry& e) { return std::pair(!e.host.empty(), e.prefix.size()); };
  for (const SiteMap::Entry& e : map.entries) {
    if (!is_below(path, e.prefix) || (!e.host.empty() && !iequals(e.host, host))) continue;
    if (best == nullptr || rank(e) > rank(*best)) best = &e;
  }
  if (best == nullptr) return std::nullopt;
  return join(best->folder, std::string_view(path).substr(best->prefix.size()));
}

std::string likely_place(std::string_view decoded_path, const PlaceHints& hints) {
  const std::string path = resolve_dots(decoded_path);
  if (is_xampp(hints, path))
    return join(path.starts_with("/webdav/") ? "C:\\xampp" : "C:\\xampp\\htdocs", path);
  const std::string server = lower(hints.server);
  if (server.find("iis") != std::string::npos) return join("C:\\inetpub\\wwwroot", path);
  if (server.find("nginx") != std::string::npos && server.find("debian") == std::string::npos &&
      server.find("ubuntu") == std::string::npos)
    return join("/usr/share/nginx/html", path);
  return join("/var/www/html", path);
}

std::string place_of(const SiteMap& map, const PlaceHints& hints, std::string_view host,
                     std::string_view decoded_path) {
  const auto mapped = mapped_place(map, host, decoded_path);
  return mapped ? *mapped : likely_place(decoded_path, hints);
}

}  // namespace culprit::attribute
