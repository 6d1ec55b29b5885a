// Judging one file of a web root by several witnesses: what it can do, what rules say of it, where it lies,
// how it is called, what it makes the server do.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/php_reach.h"
#include "audit/php_tokens.h"
#include "base/bytes.h"
#include "case/case.h"

namespace culprit::audit {

/// One file as the host found it.
struct WebFile {
  std::string path;        ///< as it is shown, and as evidence names it
  std::string_view place;  ///< the path below the web root, with '/' between folders
  Bytes content;
  uint64_t size = 0;  ///< of all of it; `content` may be less
  std::optional<int64_t> changed_s,
      modified_s;  ///< ctime and mtime, where they are evidence (not in most copies)
};

/// What a rule found.
struct RuleHit {
  std::string rule;
  std::string capability;  ///< may be empty
  std::string kind;        ///< malicious, admin-tool, encoder
  double weight = 0;
  size_t offset = 0;
};

/// Witnesses that need more than the file's content; each may be missing.
struct Witnesses {
  /// Rules over the content. `script`: only where it may be one; else only rules that the user gave are
  /// asked.
  std::function<std::vector<RuleHit>(Bytes content, bool script)> rules;
  /// Whether the file is, unchanged, part of a release that is known; the name of the release.
  std::function<std::optional<std::string>(const WebFile& file)> release;
};

struct Judgement {
  std::string verdict;  ///< malicious, suspicious, admin-tool, unjudged
  double score = 0;     ///< probability that the file is malicious
  std::vector<std::string> capabilities;
  std::vector<Evidence> evidence;  ///< the strongest first
};

/// Judges files one after the other, with the same buffers.
class Judge {
 public:
  explicit Judge(Witnesses witnesses) : witnesses_(std::move(witnesses)) {}
  /// Nothing where the file is ordinary.
  std::optional<Judgement> judge(const WebFile& file);

 private:
  Witnesses witnesses_;
  Tokens tokens_;
};

}  // namespace culprit::audit
