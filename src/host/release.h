// Files that are, byte for byte, as a known release has them: dpkg's lists, checksums of WordPress, lists
// that the user has.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace culprit::host {

/// Hashes of known files. Only contents count, never names: a known file renamed is still known, and
/// harmless.
class Releases {
 public:
  /// What the package manager of this (or of the copied) system knows: ROOT/var/lib/dpkg/info/*.md5sums.
  void add_dpkg(const std::string& root);
  /// A list as md5sum, sha1sum or sha256sum write it, or WordPress's checksums
  /// (api.wordpress.org/core/checksums/1.0, saved as a file).
  Result<void> add_list(const std::string& path);
  void add(std::string hash) { hashes_.insert(std::move(hash)); }

  bool empty() const { return hashes_.empty(); }
  size_t size() const { return hashes_.size(); }
  /// Which list knows this content.
  std::optional<std::string> find(Bytes content) const;

 private:
  void add_line(std::string_view line);
  bool has_size(size_t digits) const { return sizes_.contains(digits); }
  std::unordered_set<std::string> hashes_;
  std::unordered_set<size_t> sizes_;
};

}  // namespace culprit::host
