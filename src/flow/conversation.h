// Everything two hosts exchanged over one protocol and one service, both directions.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "flow/burst.h"
#include "flow/rhythm.h"

namespace culprit::flow {

/// A service port; or all ports together, where a pair (or a host) uses more than are told apart.
using Service = uint32_t;
inline constexpr Service kManyPorts = 0x10000;

/// Who talks to whom, over what. `a` < `b`, or `b` is none: all peers of `a` that have no entry of their own.
struct Key {
  Address a, b;
  uint16_t protocol = 0;
  Service service = 0;
  friend constexpr bool operator==(const Key&, const Key&) = default;
  friend constexpr auto operator<=>(const Key&, const Key&) = default;
};

/// One direction's totals and its present run of packets. Runs that ended and had weight are kept in Traffic.
struct Direction {
  uint64_t packets = 0, bytes = 0;
  Burst run;
  TcpMix ended;          ///< of the runs that have ended
  uint32_t refused = 0;  ///< ICMP errors that quote a packet of this direction

  TcpMix tcp() const {
    TcpMix all = ended;
    all.add(run.tcp);
    return all;
  }

  void take(const Parcel& parcel) {
    packets += parcel.packets;
    bytes += parcel.bytes;
    run.take(parcel);
  }
  void release(const Parcel& parcel) {
    packets -= parcel.packets;
    bytes -= parcel.bytes;
    run.release(parcel);
  }
};

struct Conversation {
  Key key;
  Time last;
  std::string_view content;  ///< id of the protocol recognised by content; empty = none yet
  uint32_t timeline = UINT32_MAX;
  uint32_t pair = UINT32_MAX;  ///< the entry of its two hosts in Traffic::pairs()
  uint32_t sketch = UINT32_MAX;  ///< of a crowd: Traffic::sketch()
  uint32_t with_payload = 0;
  uint16_t oddities = 0;
  uint16_t tries = 0;       ///< datagrams looked at to recognise the content
  uint16_t reader = 0;      ///< who reads its datagrams on, as the room `message` numbers them; 0 = nobody
  uint8_t kept = 0;         ///< packets kept for a second opinion (message/unnamed.h)
  bool by_witness = false;  ///< `content` is a second opinion's word
  uint8_t opener = 0;  ///< the way of its first packet, or of its first SYN
  bool opened = false;  ///< a SYN was seen
  std::array<Direction, 2> way;  ///< [0] from a to b, [1] from b to a
  FrameRef first_ref;
  Time first;
  Rhythm rhythm;  ///< of its connections (TCP: SYNs), else of the opener's runs
  uint64_t fragments_without_first = 0;

  uint64_t packets() const { return way[0].packets + way[1].packets; }
  uint64_t bytes() const { return way[0].bytes + way[1].bytes; }
  bool is_crowd() const { return key.b.is_none(); }
  bool answered() const { return way[0].packets != 0 && way[1].packets != 0; }
};

/// A run of packets that has ended.
struct Run {
  uint32_t conversation = 0;
  unsigned way = 0;
  Burst burst;
};

/// A run, ended or going on, where it is kept.
struct RunView {
  uint32_t conversation = 0;
  unsigned way = 0;
  const Burst* burst = nullptr;
};

/// A bit for each port that is registered for a service that one meets in captures (IANA registry,
/// selection).
extern const std::array<uint64_t, 1024> kWellKnown;
inline bool is_well_known(uint16_t port) { return (kWellKnown[port >> 6] >> (port & 63) & 1) != 0; }

/// The service of a packet: the well-known one of its two ports, else the lower; ICMP type, ARP operation,
/// LLC address.
inline Service service_of(const packet::Packet& p) {
  if (!packet::proto::has_ports(p.protocol)) return p.src_port;
  const bool src = is_well_known(p.src_port), dst = is_well_known(p.dst_port);
  if (src != dst) return src ? p.src_port : p.dst_port;
  return p.src_port < p.dst_port ? p.src_port : p.dst_port;
}

}  // namespace culprit::flow
