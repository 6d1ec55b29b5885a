// The handshake messages of one side of a TLS connection, put together from their records (RFC 8446
// section 5.1).
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace culprit::message {

/// Messages as they are complete. At most kMax bytes are held: of a longer message (a list of certificates)
/// its beginning is passed on, and nothing after it.
class TlsHandshake {
 public:
  static constexpr size_t kMax = 8192;
  /// Calls `use(kind, message)` for each message that `fragment` completes; `message` includes its head of
  /// four bytes.
  template <class Use>
  void feed(Bytes fragment, Use use) {
    while (!over_ && !fragment.empty()) {
      const size_t taken = std::min(kMax - held_.size(), fragment.size());
      held_ += fragment.sub(0, taken).text();
      fragment = fragment.sub(taken);
      pass(use);
    }
  }
  bool over() const { return over_; }

 private:
  template <class Use>
  void pass(Use use) {
    size_t at = 0;
    for (Bytes rest(held_); rest.size() >= 4 && !over_; rest = Bytes(held_).sub(at)) {
      const size_t size = (rest.be32(0) & 0xffffff) + 4;
      over_ = size > kMax && held_.size() == kMax && at == 0;
      if (rest.size() < size && !over_) break;
      use(rest[0], rest.sub(0, size));
      at += std::min(size, rest.size());
    }
    held_.erase(0, at);
  }
  std::string held_;
  bool over_ = false;
};

}  // namespace culprit::message
