// For the tests of this room: sources in memory, and reading one to its end.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/source.h"

namespace culprit::host::test {

/// Pieces of `piece` bytes, each in memory of its own that dies with the next one; then an error, if one is
/// given.
class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::string bytes, size_t piece = SIZE_MAX, std::optional<Error> last = std::nullopt)
      : rest_(std::move(bytes)), piece_(piece), last_(std::move(last)) {}

  Result<Bytes> next() override {
    if (rest_.empty() && last_) return std::unexpected(*last_);
    held_ = std::make_unique<std::string>(rest_.substr(0, piece_));
    rest_.erase(0, held_->size());
    return Bytes{*held_};
  }

 private:
  std::string rest_;
  size_t piece_;
  std::optional<Error> last_;
  std::unique_ptr<std::string> held_;
};

struct Whole {
  std::string bytes;
  std::optional<Error> error;
};

inline Whole read(ByteSource& source) {
  Whole out;
  for (;;) {
    const Result<Bytes> piece = source.next();
    if (!piece) {
      out.error = piece.error();
      return out;
    }
    if (piece->empty()) return out;
    out.bytes += piece->text();
  }
}

}  // namespace culprit::host::test
