// What one TCP packet says about its connection: sent again, missing, too late, refused.
#pragma once
#include <cstdint>

#include "flow/conntrack.h"
#include "packet/packet.h"

namespace culprit::flow {

/// Names and rules are those of the Wireshark User's Guide, section "TCP Analysis", so that one tool's answer
/// can be checked with the other; where they differ it is said at the rule.
namespace tcp_seen {
inline constexpr uint32_t retransmission = 1u << 0;
inline constexpr uint32_t fast_retransmission = 1u << 1;      ///< within 20 ms of repeated acknowledgements
inline constexpr uint32_t spurious_retransmission = 1u << 2;  ///< of what had been acknowledged already
inline constexpr uint32_t out_of_order = 1u << 3;
inline constexpr uint32_t segment_lost = 1u << 4;  ///< what comes before it was not captured (yet)
inline constexpr uint32_t ack_unseen = 1u << 5;    ///< acknowledges what was never captured
inline constexpr uint32_t duplicate_ack = 1u << 6;
inline constexpr uint32_t window_update = 1u << 7;
inline constexpr uint32_t zero_window = 1u << 8;  ///< its sender has no room
inline constexpr uint32_t window_full = 1u << 9;  ///< fills all the room the other side has
inline constexpr uint32_t zero_window_probe = 1u << 10;
inline constexpr uint32_t zero_window_probe_ack = 1u << 11;
inline constexpr uint32_t keep_alive = 1u << 12;
inline constexpr uint32_t keep_alive_ack = 1u << 13;
inline constexpr uint32_t reused_ports = 1u << 14;  ///< a new connection between the ends of an older one
/// The same packet as its sender's last one, IP identification included: captured twice, not sent twice.
inline constexpr uint32_t captured_twice = 1u << 15;
// Of packets with RST, one of these.
inline constexpr uint32_t reset_refused = 1u << 16;  ///< the answer to a SYN: nobody listens
inline constexpr uint32_t reset_unused = 1u << 17;   ///< opened, and given up before anything was said
inline constexpr uint32_t reset_after_data = 1u << 18;
inline constexpr uint32_t reset_after_end = 1u << 19;  ///< after a FIN: one side would not wait
inline constexpr uint32_t reset_stray = 1u << 20;      ///< of a connection of which nothing else was seen

inline constexpr uint32_t sent_again = retransmission | fast_retransmission | spurious_retransmission;
}  // namespace tcp_seen

/// Bits of `tcp_seen` for the next packet of a connection; `side` sent it. The connection learns from it.
uint32_t watch(Tracked& connection, Side side, const packet::Packet& p);

}  // namespace culprit::flow
