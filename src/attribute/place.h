// Which file on disk a URL stands for.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/message.h"

namespace culprit::attribute {

/// What a server's configuration says: requests for `host` (empty = any) below `prefix` are served from
/// `folder`.
struct SiteMap {
  struct Entry {
    std::string host, prefix, folder;
  };
  std::vector<Entry> entries;
};

/// The path of a URL as the server takes it: percent-encoding undone, "." and ".." segments resolved, never
/// above the root.
/// "..php" and "...php" are names like any other.
std::string resolve_dots(std::string_view decoded_path);

/// By the configuration: the longest prefix that fits. Nothing where none does.
std::optional<std::string> mapped_place(const SiteMap& map, std::string_view host,
                                        std::string_view decoded_path);

/// What else there is to tell a server's kind by.
struct PlaceHints {
  std::string server;    ///< the Server header, as far as known
  bool windows = false;  ///< told otherwise
};
/// Without a configuration: XAMPP on Windows keeps its WebDAV folder beside htdocs; Debian serves from
/// /var/www/html.
std::string likely_place(std::string_view decoded_path, const PlaceHints& hints);

/// Mapped, else likely.
std::string place_of(const SiteMap& map, const PlaceHints& hints, std::string_view host,
                     std::string_view decoded_path);

}  // namespace culprit::attribute
