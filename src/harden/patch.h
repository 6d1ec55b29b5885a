// The changes of a set of problems as a unified diff, and as the changed files.
#pragma once
#include <map>
#include <span>
#include <string>

#include "harden/files.h"
#include "harden/problem.h"

namespace culprit::harden {

/// File -> its new text. Changes of one line by several problems count once.
std::map<std::string, std::string> changed_files(std::span<const Problem> problems, const Files& files);
/// "--- a/etc/..." with three lines round each change; for `patch -p1 -d /`.
std::string unified_diff(const std::string& name, const std::string& before, const std::string& after);

}  // namespace culprit::harden
