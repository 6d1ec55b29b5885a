// What the HTML report may do, as its own Content-Security-Policy (W3C CSP Level 3).
#pragma once
#include <span>
#include <string>

#include "report/page_assets.h"

namespace culprit::report {

/// Nothing from anywhere; of scripts and styles only those with these checksums. So even text that were to
/// become an element by a mistake of ours could run nothing and ask for nothing.
std::string policy(std::span<const Asset> assets);
/// "616263" -> "YWJj"; what is not hexadecimal counts as 0.
std::string base64_of_hex(std::string_view hex);

}  // namespace culprit::report
