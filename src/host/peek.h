// Looking at the beginning of a source without losing it.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "base/source.h"

namespace culprit::host {

/// Gives the same bytes as the source inside it, and shows its first ones before.
class PeekSource final : public ByteSource {
 public:
  explicit PeekSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}

  /// The first `count` bytes or more; fewer only if there are no more. Valid until next().
  Bytes peek(size_t count);
  Result<Bytes> next() override;

 private:
  void gather();

  std::unique_ptr<ByteSource> inner_;
  std::vector<uint8_t> joined_;  // the first pieces, if one alone was too short
  Bytes ready_;
  std::optional<Error> failed_;  // met while looking ahead, given in its turn
  bool ended_ = false;
};

}  // namespace culprit::host
