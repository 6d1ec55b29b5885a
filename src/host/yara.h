// Rules over file contents: our own, compiled into the program, and those that the user gives. (libyara)
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "audit/webroot.h"
#include "base/bytes.h"
#include "base/result.h"

namespace culprit::host {

/// The rules of data/yara: generated from the folder when culprit is built.
struct BuiltinRules {
  const char* name;
  const char* text;
};
std::vector<BuiltinRules> builtin_rules();

class Rules {
 public:
  /// Our own rules, and those in these files (source, or compiled by yarac).
  static Result<std::unique_ptr<Rules>> load(const std::vector<std::string>& user_files,
                                             bool with_builtin = true);
  virtual ~Rules() = default;
  Rules(const Rules&) = delete;
  Rules& operator=(const Rules&) = delete;

  /// What the rules find; our own are asked about scripts only. A scan that takes too long gives what it has
  /// found.
  virtual std::vector<audit::RuleHit> scan(Bytes content, bool script) = 0;
  /// Scans that were ended because they took too long.
  virtual uint64_t timeouts() const = 0;

 protected:
  Rules() = default;
};

}  // namespace culprit::host
