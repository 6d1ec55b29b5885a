// Who says to own which address on the local network (ARP, RFC 826), and who contradicts.
#pragma once
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "packet/packet.h"

namespace culprit::flow {

/// One address and the card that claims it; a second card that claims it too.
struct Claim {
  Address ip;
  uint64_t mac = 0, rival = 0;
  uint32_t claims = 0, rival_claims = 0;
  uint32_t unasked = 0;        ///< answers of `rival` (of `mac`, where there is none) that nobody had asked for
  uint32_t turns = 0;          ///< how often the claim went from one card to the other
  uint32_t further_cards = 0;  ///< claims by yet other cards
  Time first, conflict;        ///< when it was first claimed; when first contradicted
  Time last;                   ///< the last claim by either
  FrameRef first_ref, conflict_ref;
  uint64_t last_mac = 0;
};

class Neighbours {
 public:
  static constexpr size_t kMax = 4096;
  /// Takes an ARP packet.
  void take(const packet::Packet& arp);
  void merge(const Neighbours& o);

  /// In the order in which they were first seen.
  std::span<const Claim> all() const { return claims_; }
  const Claim* find(const Address& ip) const;
  /// Claims that found no room.
  uint64_t dropped() const { return dropped_; }

 private:
  void claim(const Address& ip, uint64_t mac, bool unasked, const packet::Packet& p);
  bool was_asked(const Address& ip, const Address& by, Time now) const;

  struct Question {
    Address ip, by;
    Time time;
  };
  static constexpr size_t kQuestions = 256;

  std::vector<Claim> claims_;
  std::unordered_map<uint64_t, uint32_t> index_;
  std::vector<Question> questions_;
  size_t next_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace culprit::flow
