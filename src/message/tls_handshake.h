// The handshake messages of one side of a TLS connection, put together from their records (RFC 8446
// section 5.1).
#pragma once
#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace culprit::message {

/// Messages as they are complete; holds at most kMax bytes, a longer one ends the reading.
class TlsHandshake {
 public:
  static constexpr size_t kMax = 32768;
  /// Calls `use(kind, whole)` for each message that `fragment` completes; `whole` includes its head of four
  /// bytes.
  template <class Use>
  void feed(Bytes fragment, Use use) {
    if (over_) return;
    held_ += fragment.text();
    size_t at = 0;
    for (Bytes rest(held_); rest.size() >= 4; rest = Bytes(held_).sub(at)) {
      const size_t size = (rest.be32(0) & 0xffffff) + 4;
      if (size > kMax) over_ = true;
      if (over_ || rest.size() < size) break;
      use(rest[0], rest.sub(0, size));
      at += size;
    }
    held_.erase(0, at);
    over_ = over_ || held_.size() > kMax;
  }
  bool over() const { return over_; }

 private:
  std::string held_;
  bool over_ = false;
};

}  // namespace culprit::message
