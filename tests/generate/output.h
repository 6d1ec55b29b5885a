// Where the bytes of a capture go: a plain, gzip or zstd file. The same bytes on every run (no file time in
// gzip).
#pragma once

#include <memory>
#include <string>

#include "bytes.h"

namespace generate {

class Output {
 public:
  virtual ~Output() = default;
  virtual void write(View bytes) = 0;
  virtual void close() = 0;
};

enum class Compression { none, gzip, zstd };

// `level` 0 means the compressor's usual one.
std::unique_ptr<Output> open_output(const std::string& path, Compression compression, int level);

}  // namespace generate
