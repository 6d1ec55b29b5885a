// A capture through a rule set.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "case/proof.h"
#include "prove/machine.h"
#include "prove/pieces.h"
#include "prove/track.h"
#include "prove/way.h"

namespace culprit::prove {

/// Packets in their order; those from a local address leave this computer, those to one arrive, others pass
/// through it.
class Replay {
 public:
  static constexpr size_t kMaxFlows = 1 << 20;  ///< told apart, of all groups together
  static constexpr size_t kMaxListed = 1 << 24;

  /// `rules` must outlive it. `groups`: with their ids and what is to become of them, no numbers yet.
  Replay(const firewall::Ruleset& rules, std::vector<Prefix> local, std::vector<GroupFate> groups);

  void feed(const packet::Packet& p, uint32_t group);
  /// Lists the frames that are dropped, up to kMaxListed; before the first of them.
  void list_dropped() { lists_ = true; }
  Proof finish();

 private:
  void settle(const Piece& piece, const Ruling& ruling);
  void settle(Datagram& d);
  void leaving(const packet::Packet& p, Piece piece);
  void arriving(const packet::Packet& p, Piece piece, bool here);
  void decide_leaving(Datagram& d);
  void decide_arriving(Datagram& d, bool here);
  Ruling at_hooks(std::initializer_list<firewall::Hook> hooks, View& v, const packet::Packet& p);
  void close(Datagram& d);
  void close_gone();
  void count_flow(const Piece& piece, bool hit);
  bool tracks(const View& v) const { return v.version == 4 ? tracks4_ : tracks6_; }

  Machine machine_;
  Track track_;
  Pieces pieces_;
  bool tracks4_, tracks6_, reads_pieces_, lists_ = false;
  std::vector<Prefix> local_;
  Proof proof_;
  std::vector<Datagram> gone_;
  std::unordered_set<uint64_t> flows_, hit_;
  uint64_t tunnelled_ = 0;
};

}  // namespace culprit::prove
