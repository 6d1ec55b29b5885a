// The connections that are being read: a limited number, the longest unused given up first.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/connection.h"

namespace culprit::flow {

/// Order of use is kept to about a sixteenth of the table, so that busy connections do not move about for
/// every packet.
class Connections {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  explicit Connections(uint32_t limit);

  Connection& operator[](uint32_t at) { return entries_[at]; }
  bool full() const { return entries_.size() - free_.size() >= limit_; }
  /// Needs room. The entry is new.
  uint32_t insert(uint32_t tracked);
  void remove(uint32_t at);
  /// It was used now.
  void touch(uint32_t at) {
    if (entries_[at].epoch != epoch()) to_front(at);
  }
  /// It will hardly be used again: it goes first.
  void demote(uint32_t at);
  /// The longest unused one, or kNone: for going through all, oldest first, with `newer`.
  uint32_t oldest() const { return oldest_; }

 private:
  uint64_t epoch() const { return inserted_ / epoch_length_; }
  void to_front(uint32_t at);
  void unlink(uint32_t at);
  void link_front(uint32_t at);

  uint32_t limit_;
  uint64_t inserted_ = 0, epoch_length_;
  uint32_t newest_ = kNone, oldest_ = kNone;
  std::vector<Connection> entries_;
  std::vector<uint32_t> free_;
};

}  // namespace culprit::flow
