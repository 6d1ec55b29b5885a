// Files, pipes and standard input as sources of bytes.
#pragma once
#include <memory>
#include <string>

#include "base/source.h"

namespace culprit::host {

/// Opens a file, a named pipe or, for "-", standard input.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

}  // namespace culprit::host
