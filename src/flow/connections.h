// The bounded table of TCP connections: found by their ends, the longest unused given up first.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/connection.h"

namespace culprit::flow {

/// At most `limit` connections, in sets of eight: a look-up reads one cache line of the index, whatever keys
/// an attacker chooses. Order of use is kept to about a sixteenth of the table, so that busy connections do
/// not move about for every packet.
class Connections {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  explicit Connections(uint32_t limit);

  uint32_t find(const Tuple& tuple) const;
  Connection& operator[](uint32_t at) { return entries_[at]; }

  /// The connection that has to go before `tuple` can be inserted, or kNone.
  uint32_t victim(const Tuple& tuple) const;
  /// Needs room: ask victim() first. The entry is new but for its tuple.
  uint32_t insert(const Tuple& tuple);
  void remove(uint32_t at);
  /// It was used now.
  void touch(uint32_t at) {
    if (entries_[at].epoch != epoch()) to_front(at);
  }
  /// It will not be used again: it goes first.
  void demote(uint32_t at);
  /// The longest unused one, or kNone: for going through all, oldest first, with `newer`.
  uint32_t oldest() const { return oldest_; }

 private:
  static constexpr uint32_t kWays = 8;
  struct Way {
    uint32_t tag = 0, entry = kNone;
  };
  static uint32_t tag_of(const Tuple& tuple) { return static_cast<uint32_t>(tuple.hash >> 32); }
  size_t set_of(const Tuple& tuple) const { return (tuple.hash & set_mask_) * kWays; }
  uint64_t epoch() const { return inserted_ / epoch_length_; }
  void to_front(uint32_t at);
  void unlink(uint32_t at);
  void link_front(uint32_t at);

  uint32_t limit_;
  size_t set_mask_;
  uint64_t inserted_ = 0, epoch_length_;
  uint32_t newest_ = kNone, oldest_ = kNone;
  std::vector<Way> ways_;
  std::vector<Connection> entries_;
  std::vector<uint32_t> free_;
};

}  // namespace culprit::flow
