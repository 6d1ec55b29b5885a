// All conversations of a capture, in bounded memory.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "flow/conversation.h"
#include "flow/duplicates.h"
#include "flow/fragment.h"
#include "flow/host.h"
#include "flow/index.h"
#include "flow/neighbours.h"
#include "flow/pair.h"
#include "flow/peer_sketch.h"
#include "flow/timeline.h"
#include "flow/tunnels.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Caps that were met, and how often.
struct Overflow {
  uint64_t folded_packets = 0;  ///< counted with their host's crowd, for want of an entry for the pair
  uint64_t hosts = 0;           ///< addresses beyond the host table
  uint64_t runs = 0;            ///< runs of packets that were not kept
};

/// Packets in, conversations out. A packet's pair of hosts is looked up first, then the service. Ladder for a
/// packet whose conversation has no entry: make one; or, when the pair has many services, count it with the
/// pair's "many ports"; or, when one host has very many peers or the table is full, with that host's crowd
/// (key.b none). So a flood of random ports or forged sources costs no memory, and its sum stays exact.
class Traffic {
 public:
  static constexpr uint32_t kMaxConversations = 12288, kMaxCrowds = 4096, kMaxHosts = 16384;
  static constexpr uint32_t kMaxPairs = kMaxConversations;
  static constexpr uint32_t kMaxServices = Pairs::kMaxServices, kMaxPeers = 1024, kMaxRuns = 8192;
  static constexpr uint64_t kNotable =
      64;  ///< packets from which a run is kept, and a conversation has a timeline

  Traffic();
  Traffic(Traffic&&) = default;
  Traffic& operator=(Traffic&&) = default;

  /// Counts a packet and returns its conversation.
  uint32_t add(const packet::Packet& p) { return add(p, Pairs::hint(p)); }
  /// The same for at most packet::kBatch packets in their order. Packets in a row that are alike (a flood's) are
  /// counted together; `each(packets, conversation)` is called of these, or of a single one, once counted.
  template <class Each>
  void add(std::span<const packet::Packet> batch, Each each) {
    std::array<PairHint, packet::kBatch> hints;
    expect(batch, hints.data());
    uint32_t known = Pairs::kNone;
    for (size_t i = 0; i < batch.size();) {
      const Counted done = add_alike(batch.subspan(i), &hints[i], known);
      each(batch.subspan(i, done.packets), done.conversation);
      known = done.next;
      i += done.packets;
    }
  }
  /// Adds another state, of another part of the input (law 6).
  void merge(const Traffic& other);

  const Pairs& pairs() const { return pairs_; }
  uint32_t size() const { return conversations_.size(); }
  Conversation& operator[](uint32_t i) { return conversations_[i]; }
  const Conversation& operator[](uint32_t i) const { return conversations_[i]; }
  /// Which of the two ways of its conversation a packet goes.
  static unsigned way_of(const Conversation& c, const packet::Packet& p);

  /// All runs of packets that were kept, and those still going on. Valid until the next add() or merge().
  std::vector<RunView> all_runs() const;
  uint32_t host_count() const { return hosts_.size(); }
  const Host& host(uint32_t i) const { return hosts_[i]; }
  const Host* find_host(const Address& a) const;
  const HistogramPool& histograms() const { return histograms_; }
  const Timeline& timeline() const { return all_; }
  const Timeline* timeline_of(const Conversation& c) const;
  /// How many peers a crowd has; null for pairs.
  const PeerSketch* sketch_of(const Conversation& c) const;
  const Neighbours& neighbours() const { return neighbours_; }
  const Duplicates& duplicates() const { return duplicates_; }
  const Tunnels& tunnels() const { return tunnels_; }
  /// When connections were opened between the two hosts of a TCP conversation, over all services: the port that
  /// is the service's is not always the lower one.
  struct Openings {
    Rhythm rhythm;
    uint8_t opener = 0;  ///< way of the first; the other's are not counted
  };
  const Openings* openings_of(const Conversation& c) const {
    return c.pair < openings_.size() ? &openings_[c.pair] : nullptr;
  }
  const Overflow& overflow() const { return overflow_; }

  uint64_t packets() const { return packets_; }
  uint64_t bytes() const { return bytes_; }
  std::optional<Time> first() const { return packets_ == 0 ? std::nullopt : std::optional(first_); }
  std::optional<Time> last() const { return packets_ == 0 ? std::nullopt : std::optional(last_); }
  uint64_t backwards() const { return backwards_; }
  /// How many packets had each oddity, by bit number.
  const std::array<uint64_t, 16>& oddities() const { return oddities_; }

 private:
  /// The first packets of a batch were counted, in one conversation.
  struct Counted {
    size_t packets;
    uint32_t conversation;
    uint32_t next;  ///< the conversation of the packet behind them, or kNone: not looked up yet
  };
  void expect(std::span<const packet::Packet> batch, PairHint* hints) const;
  void fetch(std::span<const PairHint> hints) const;
  Counted add_alike(std::span<const packet::Packet> batch, const PairHint* hints, uint32_t known);
  void add(const packet::Packet& p, const PairHint& hint, uint32_t index);
  uint32_t add(const packet::Packet& p, const PairHint& hint) {
    const uint32_t index = place(p, hint);
    add(p, hint, index);
    return index;
  }
  uint32_t place(const packet::Packet& p, const PairHint& hint);
  uint32_t place_again(const packet::Packet& p, const Conversation& before);
  uint32_t locate(const packet::Packet& p, const PairHint& hint);
  uint32_t locate_any(const packet::Packet& p, const PairHint& hint);
  uint32_t locate_fragment(const packet::Packet& p, const PairHint& hint);
  void unpark(const packet::Packet& p, Fragments::Datagram& d);
  uint32_t pair_of(const packet::Packet& p, const PairHint& hint);
  uint32_t make_pair(const packet::Packet& p, const PairHint& hint);
  uint32_t crowd(const Address& host, uint16_t protocol);
  bool is_crowded(const Address& host) const;
  void add_peers(Host& host, uint32_t more);
  uint32_t of_service(uint32_t pair, uint16_t service);
  uint32_t make_service(uint32_t pair, uint16_t service);
  uint32_t of_all(uint32_t pair);
  uint32_t make_conversation(uint32_t pair, Service service, uint32_t cap);
  uint32_t locate(const Key& key);
  Host* host_of(const Address& a);
  void see(const packet::Packet& p, bool answers);
  void count_capture(const packet::Packet& p);
  void count_odd(const packet::Packet& p);
  void count(const packet::Packet& p, uint32_t index, const PairHint& hint);
  void count_alike(std::span<const packet::Packet> alike, uint32_t index, const PairHint* hints);
  void count_syn(const packet::Packet& p, Conversation& c, unsigned way);
  void count_peer(const packet::Packet& p, Conversation& c, uint64_t hash);
  void note_error(const packet::Packet& icmp);
  void end_run(uint32_t index, unsigned way);
  void merge_conversation(const Conversation& from, const Traffic& other);
  void merge_run(uint32_t index, unsigned way, const Burst& run, const Traffic& other, bool ended);
  void merge_host(const Host& from);

  Blocks<Conversation> conversations_;
  Pairs pairs_;
  Blocks<Host> hosts_;
  Index host_index_;
  std::unique_ptr<Fragments> fragments_;
  HistogramPool histograms_;
  TimelinePool timelines_;
  Timeline all_;
  std::vector<PeerSketch> sketches_;
  Neighbours neighbours_;
  Duplicates duplicates_;
  Tunnels tunnels_;
  std::vector<Openings> openings_;  ///< by pair
  std::vector<Run> runs_;
  Overflow overflow_;
  uint64_t packets_ = 0, bytes_ = 0, backwards_ = 0;
  Time first_, last_, latest_;
  std::array<uint64_t, 16> oddities_{};
  uint32_t last_pair_ = 0, last_crowd_ = Pairs::kNone;
  std::vector<Address> crowded_;  ///< hosts that have too many peers: a few dozen at most
};

}  // namespace culprit::flow
