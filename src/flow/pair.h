// Two hosts over one protocol, and which of their services have a conversation of their own.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "flow/conversation.h"
#include "flow/index.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Where a packet's pair is looked for: computed for a batch of packets at once, so that the memory they need
/// is fetched while the ones before them are counted.
struct PairHint {
  uint64_t hash;
  bool forward;  ///< the sender compares lower: it is `a` of its pair
  bool again = false;  ///< sender, receiver and protocol are those of the packet before
};

/// Two hosts (`a` < `b`), or a host and all its peers without an entry (`b` none), or everybody (both none).
struct Pair {
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr unsigned kFew = 3;

  Address a, b;
  uint16_t protocol = 0;
  uint16_t services = 0;  ///< those with a conversation of their own
  uint32_t all = kNone;   ///< the conversation of all other ports together
  uint32_t more = kNone;  ///< where services beyond the first kFew are kept
  std::array<uint16_t, kFew> few_service{};
  std::array<uint32_t, kFew> few_conversation{};

  bool is(const Address& lower, const Address& higher, uint16_t proto) const {
    return a == lower && b == higher && protocol == proto;
  }
};

/// The bounded table of pairs. A pair has at most kMaxServices conversations of its own: a flood to random
/// ports finds the pair in one look-up and its services in a few instructions.
class Pairs {
 public:
  static constexpr uint32_t kNone = Pair::kNone;
  static constexpr unsigned kMaxServices = 32;

  explicit Pairs(int bits) : index_(bits) {}

  static PairHint hint(const packet::Packet& p) {
    const bool forward = p.src <= p.dst;
    return {forward ? hash(p.src, p.dst, p.protocol) : hash(p.dst, p.src, p.protocol), forward, false};
  }
  static uint64_t hash(const Address& a, const Address& b, uint16_t protocol) {
    return mix(a.lo + a.hi * 0x9e3779b97f4a7c15ULL,
               b.lo + b.hi * 0xc2b2ae3d27d4eb4fULL + (uint64_t{protocol} << 48));
  }
  void expect(const PairHint& hint) const { index_.expect(hint.hash); }
  /// The pair that it probably is, or kNone.
  uint32_t peek(const PairHint& hint) const { return index_.peek(hint.hash); }

  uint32_t find(const Address& a, const Address& b, uint16_t protocol, uint64_t hash) const {
    return index_.find(hash, [&](uint32_t at) { return pairs_[at].is(a, b, protocol); });
  }
  /// kNone when `cap` pairs are there, or the neighbourhood in the index is full.
  uint32_t make(const Address& a, const Address& b, uint16_t protocol, uint64_t hash, uint32_t cap);

  /// The conversation of a service, or kNone.
  uint32_t conversation(const Pair& pair, uint16_t service) const {
    const unsigned few = pair.services < Pair::kFew ? pair.services : Pair::kFew;
    for (unsigned i = 0; i < few; ++i) {
      if (pair.few_service[i] == service) return pair.few_conversation[i];
    }
    return pair.more == kNone ? kNone : more_[pair.more].find(service);
  }
  /// Needs services < kMaxServices.
  void add_service(Pair& pair, uint16_t service, uint32_t conversation);

  uint32_t size() const { return pairs_.size(); }
  Pair& operator[](uint32_t i) { return pairs_[i]; }
  const Pair& operator[](uint32_t i) const { return pairs_[i]; }

 private:
  /// Most services asked for during a flood are not there: a bit of 512 says so at once.
  struct More {
    static constexpr unsigned kSize = kMaxServices - Pair::kFew;
    std::array<uint64_t, 8> there{};
    std::array<uint16_t, kSize> service{};
    std::array<uint32_t, kSize> conversation{};
    unsigned count = 0;

    static unsigned bit(uint16_t service) { return (service * 0x9e3779b1u) >> 23; }
    uint32_t find(uint16_t wanted) const {
      const unsigned at = bit(wanted);
      if ((there[at >> 6] >> (at & 63) & 1) == 0) return kNone;
      for (unsigned i = 0; i < count; ++i) {
        if (service[i] == wanted) return conversation[i];
      }
      return kNone;
    }
  };

  Index index_;
  Blocks<Pair> pairs_;
  std::vector<More> more_;
};

}  // namespace culprit::flow
