// Compressed input becomes plain bytes; what it is compressed with is told by its content, never by its name.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/source.h"

namespace culprit::host {

/// An input, uncompressed.
struct Input {
  std::unique_ptr<ByteSource> source;  ///< gives all of it, the head again included
  std::string compression;  ///< "gzip", "zstd", "xz", ...; several joined by '+', outermost first; or ""
  std::vector<uint8_t>
      head;  ///< at least its first 64 bytes (or all of it), at most 4 KiB: for telling what it is
};

/// Looks at the first bytes of `raw`. A stream that is cut or corrupt first gives what could be inflated,
/// then an error.
Result<Input> inflate(std::unique_ptr<ByteSource> raw);

}  // namespace culprit::host
