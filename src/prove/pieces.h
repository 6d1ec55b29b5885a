// IP datagrams in pieces, on their way to a hook that sees whole ones.
#pragma once
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "packet/packet.h"
#include "prove/machine.h"
#include "prove/view.h"

namespace culprit::prove {

/// A frame that waits for the ruling of its datagram.
struct Piece {
  View view;
  FrameRef ref;
  uint32_t group = 0;
};

struct Datagram {
  std::vector<Piece> waiting;
  View first;             ///< of the piece with the ports
  packet::Packet packet;  ///< the same, without its bytes
  Time begun;
  uint64_t got = 0, total = 0;  ///< payload bytes; total 0 = not known yet
  uint32_t header = 20;         ///< of the whole datagram
  bool has_first = false, decided = false, broken = false;
  Ruling ruling;

  bool whole() const { return has_first && total != 0 && got >= total; }
  /// What a hook sees that gets it whole.
  View whole_view() const;
};

class Pieces {
 public:
  static constexpr size_t kMax = 4096;
  static constexpr int64_t kLife = 30 * kSecond;  ///< ipfrag_time

  /// The datagram of a piece, the piece counted in. Those that had to give way go to `gone`.
  Datagram& add(const packet::Packet& p, const View& view, std::vector<Datagram>& gone);
  std::vector<Datagram> rest();

 private:
  struct Key {
    Address src, dst;
    uint32_t id;
    uint16_t protocol;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    size_t operator()(const Key& k) const {
      return static_cast<size_t>(mix(k.src.hash() ^ k.id, k.dst.hash() ^ (uint64_t{k.protocol} << 40)));
    }
  };
  void make_room(Time now, std::vector<Datagram>& gone);

  std::unordered_map<Key, Datagram, Hash> open_;
  std::deque<Key> order_;
};

}  // namespace culprit::prove
