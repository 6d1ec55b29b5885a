// Every field of a packet but `outer`, to be compared: tests and fuzz targets hold ways of decoding against
// each other.
#pragma once
#include <tuple>
#include <utility>

#include "packet/packet.h"

namespace culprit::packet {

inline auto fields(const Packet& p) {
  const auto view = [](Bytes b) { return std::pair(b.empty() ? nullptr : b.data(), b.size()); };
  return std::tuple(std::tuple(p.time.ns, p.ref.file, p.ref.frame, p.src, p.dst, p.src_mac, p.dst_mac,
                               view(p.datagram_bytes), view(p.listed), view(p.payload), p.wire,
                               p.payload_wire, p.seq, p.ack, p.ip_id, p.ip_length),
                    std::tuple(p.fragment_offset, p.datagram, p.protocol, p.src_port, p.dst_port, p.window,
                               p.mss, p.vlan, p.oddities, p.process, p.ttl, p.tcp_flags, p.tcp_options,
                               p.window_scale, p.more_fragments, p.ip),
                    std::tuple(p.direction, p.tunnel, p.tunnel_depth));
}

}  // namespace culprit::packet
