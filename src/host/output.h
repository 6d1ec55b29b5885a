// Results on their way out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace culprit::host {

/// Writes all of it. A reader that went away (broken pipe) is no error: it had enough.
std::optional<Error> write_all(int descriptor, std::string_view text);

/// Replaces `path` in one step: a reader sees the old file or the new one, never a half. Devices and pipes
/// are written to.
std::optional<Error> write_file(const std::string& path, std::string_view text);

}  // namespace culprit::host
