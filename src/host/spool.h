// What came through a pipe, kept in a file without a name, so that it can be read more than once.
#pragma once
#include <cstdio>
#include <memory>

#include "base/source.h"

namespace culprit::host {

/// The file is on disk (the system's folder for temporary files) and gone when the last of its readers is.
class Spool {
 public:
  /// Reads `from` to its end. An error of it is given back: an archive without its end cannot be listed.
  static Result<Spool> fill(ByteSource& from);
  /// All of it from its beginning. Readers do not disturb each other.
  std::unique_ptr<ByteSource> open() const;

 private:
  explicit Spool(std::shared_ptr<std::FILE> file) : file_(std::move(file)) {}
  std::shared_ptr<std::FILE> file_;
};

}  // namespace culprit::host
