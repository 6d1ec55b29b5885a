// The operating system's files, seen from the pure rooms. The host implements it; tests fake it from memory.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace culprit {

/// A stream of bytes in one direction.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// The next piece, of the size that suits the source; empty at the end. It is valid until the next call.
  virtual Result<Bytes> next() = 0;
};

/// A source over bytes in memory, in pieces of `piece` bytes.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes, size_t piece = SIZE_MAX) : rest_(bytes), piece_(piece) {}
  Result<Bytes> next() override {
    const Bytes out = rest_.sub(0, piece_);
    rest_ = rest_.sub(out.size());
    return out;
  }

 private:
  Bytes rest_;
  size_t piece_;
};

}  // namespace culprit
