// Files with the keys of TLS connections (--keylog), as SSLKEYLOGFILE makes programs write them.
#pragma once
#include <string>

#include "base/result.h"

namespace culprit::host {

/// Its text, at most 64 MiB; an error where it cannot be read or has no line of that format.
Result<std::string> read_keylog(const std::string& path);

}  // namespace culprit::host
