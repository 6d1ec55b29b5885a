// Which directives hold for a folder, in the order in which Apache merges them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harden/apache_conf.h"

namespace culprit::harden {

class ApacheView {
 public:
  explicit ApacheView(const ApacheConf& conf) : conf_(conf) {}

  /// Outside sections, then <Directory> from the shortest path on, then <Location>: the later wins. `url` may
  /// be empty.
  std::vector<const Directive*> holding(std::string_view folder, std::string_view url) const;
  /// The last one of a name; null where there is none.
  const Directive* last(std::string_view folder, std::string_view url, std::string_view name) const;

  /// Who may use a method there: everybody, or only some? (Require, Allow and Deny; Limit and LimitExcept.)
  bool is_open(std::string_view folder, std::string_view url, std::string_view method) const;
  /// Does PHP run for files there?
  bool runs_php(std::string_view folder, std::string_view url) const;
  /// The URL that leads to a folder, by Alias and DocumentRoot; nothing where none does.
  std::optional<std::string> url_of(std::string_view folder) const;
  /// The folder behind a URL path.
  std::optional<std::string> folder_of(std::string_view url) const;
  /// Folders that are served: DocumentRoot and Alias, each once, with the directive.
  std::vector<std::pair<std::string, const Directive*>> roots() const;

 private:
  bool concerns(const Directive& d, std::string_view method) const;
  const ApacheConf& conf_;
};

/// Is `path` the folder itself or below it? Slashes of both kinds; a drive's letter in any case.
bool is_within(std::string_view path, std::string_view folder);

}  // namespace culprit::harden
