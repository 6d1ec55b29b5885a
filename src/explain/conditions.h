// What is noteworthy about packets beside what they are: sent again, cut, too large, captured twice. Counted
// for each conversation in the one pass; the words are in the knowledge base under the same ids.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "case/case.h"
#include "flow/traffic.h"
#include "message/notes.h"
#include "packet/packet.h"

namespace culprit::explain {

/// The order in which they are told: what says most about a trouble first.
enum class Mark : uint8_t {
  captured_twice,
  sent_again,
  segment_lost,
  out_of_order,
  duplicate_ack,
  zero_window,
  keep_alive,
  reset_refused,
  reset_cut,
  unanswered_syn,
  one_sided,
  cut,
  oversized,
  offloaded,
  bad_checksum,
  fragment,
  impossible,
  blank,
  clock_jump,
  mirai,
  undeliverable,
  storm,
  arp_sweep,
  arp_unanswered,
  self_assigned,
  dns_failed,
  dns_repeated,
  count
};
inline constexpr size_t kMarks = static_cast<size_t>(Mark::count);
/// The id in the knowledge base: "tcp-retrans".
std::string_view id(Mark mark);

using Marks = std::array<uint32_t, kMarks>;

class Conditions {
 public:
  /// To be called once the packet was counted; `tcp` is what Streams::feed said of it.
  /// `packets` is how many its conversation has by now.
  void see(const packet::Packet& p, uint32_t conversation, uint64_t packets, uint32_t tcp) {
    const bool young = packets <= kSums;
    const bool plain = p.oddities == 0 && tcp == 0 && p.wire <= kLargestFrame && !p.is_fragment() && p.time >= latest_;
    if (young || !plain) see_more(p, conversation, young, tcp);
    latest_ = p.time;
  }
  /// Adds what another part of the input counted; `mine` holds the sum already, `theirs` what `other` counted
  /// for.
  void merge(const Conditions& other, const flow::Traffic& mine, const flow::Traffic& theirs);
  /// The input has ended: what shows only over all conversations, and in what applications said.
  void close(const flow::Traffic& traffic, const message::Notes& notes);
  /// Of one conversation, with what only its end shows.
  Marks of(uint32_t conversation, const flow::Traffic& traffic) const;

 private:
  /// IEEE 802.3: 1500 bytes of payload with header, two VLAN tags and check sum.
  static constexpr uint32_t kLargestFrame = 1526;
  /// Checksums are tried on so many packets of each conversation: they tell about the computer, not about the
  /// packet.
  static constexpr uint64_t kSums = 2;
  void see_more(const packet::Packet& p, uint32_t conversation, bool young, uint32_t tcp);
  Marks& at(uint32_t conversation);
  void add(uint32_t conversation, Mark mark) { ++at(conversation)[static_cast<size_t>(mark)]; }
  void see_tcp(uint32_t conversation, uint32_t seen);
  void see_sums(const packet::Packet& p, uint32_t conversation);

  std::vector<uint32_t> place_;  ///< of a conversation in `counts_`, plus one; 0 = nothing noteworthy yet
  std::vector<Marks> counts_;
  Time latest_;
  std::map<Address, uint32_t> asked_;  ///< for how many addresses a host asked (ARP)
  std::map<std::pair<Address, Address>, std::array<uint32_t, 2>>
      names_;  ///< of client and server: failed, repeated
};

}  // namespace culprit::explain
