#include "host/peek.h"

#include <utility>

namespace culprit::host {

Bytes PeekSource::peek(size_t count) {
  while (ready_.size() < count && !ended_ && !failed_) gather();
  return ready_;
}

void PeekSource::gather() {
  if (joined_.empty()) joined_.assign(ready_.data(), ready_.data() + ready_.size());
  Result<Bytes> piece = inner_->next();
  if (!piece) {
    failed_ = std::move(piece.error());
  } else if (piece->empty()) {
    ended_ = true;
  } else if (joined_.empty()) {
    ready_ = *piece;
    return;
  } else {
    joined_.insert(joined_.end(), piece->data(), piece->data() + piece->size());
  }
  ready_ = {joined_.data(), joined_.size()};
}

Result<Bytes> PeekSource::next() {
  if (!ready_.empty()) return std::exchange(ready_, {});
  if (failed_) {
    ended_ = true;
    return std::unexpected(*std::exchange(failed_, std::nullopt));
  }
  if (ended_) return Bytes{};
  return inner_->next();
}

}  // namespace culprit::host
