// What in a message is meant for a shell, a directory service or a file system, and not for a page.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "attribute/said.h"

namespace culprit::attribute {

/// command: a shell's command in place of, or behind, a value (CWE-78). lookup: `${jndi:...}` (CVE-2021-44228).
/// function: `() {` (CVE-2014-6271). traversal: a path that leaves its folder (CWE-22); "..php" is a name.
struct Injection {
  enum class Sort : uint8_t { command, lookup, function, traversal };
  Sort sort = Sort::command;
  bool whole = false;  ///< the value is nothing but the command, as webshells take it
  std::string field, text;
};

/// The most telling one, in values or in the path; what could as well be ordinary words is none, unless it is `whole`.
std::optional<Injection> find_injection(const message::Message& m);

/// What the answer shows of a command's output, or of a file that no page shows: "id", "passwd", "uname",
/// "whoami", "win-ini", "windows"; empty = nothing known.
std::string_view shown_output(std::string_view answer);

}  // namespace culprit::attribute
