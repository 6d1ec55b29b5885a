// What a web server's configuration says of URLs and files.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culprit::attribute {

/// The line of the configuration that says so.
struct ConfigLine {
  std::string file, text;
  uint32_t line = 0;
};

/// Requests that fit are served from `folder`, which may hold $host and, of an expression, $1 to $9.
struct SiteRule {
  enum class Kind : uint8_t { prefix, exact, regex, regex_any_case };
  Kind kind = Kind::prefix;
  std::string text;    ///< the prefix, the path, the expression
  std::string folder;  ///< empty = not from disk (a proxy), or what the rule round it says
  bool keeps = false;  ///< the whole path is added to the folder (nginx' root), not what is behind the prefix
  bool stops = false;  ///< no expression is tried after it (nginx' ^~)
  bool elsewhere = false;  ///< handed on to another server
  int inside = -1;         ///< index of the rule round it (nested locations of nginx)
  ConfigLine source;
};

/// One virtual host.
struct Site {
  std::vector<std::string> names;  ///< small letters; "*.example.com", ".example.com", "www.*", "~expression"
  std::vector<uint16_t> ports;     ///< empty = any
  bool fallback = false;           ///< answers for names that no other site has
  bool longest = false;  ///< the rules are nginx' locations; else the first that fits is taken (Apache)
  std::vector<SiteRule> rules;
  std::vector<std::string> index;  ///< names that a folder's URL stands for
};

struct SiteMap {
  std::vector<Site> sites;  ///< in the order in which they are asked
  bool empty() const { return sites.empty(); }
};

struct MappedPlace {
  std::string path;
  ConfigLine source;
};

/// The file behind a request for `path` (decoded) at `host` (with or without a port; empty = not known).
std::optional<MappedPlace> mapped_place(const SiteMap& map, std::string_view host, uint16_t port,
                                        std::string_view path);

}  // namespace culprit::attribute
