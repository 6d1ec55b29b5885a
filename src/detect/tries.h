// Telling one who tries many doors from one who hammers at a single one.
#pragma once
#include <algorithm>

#include "flow/rush.h"

namespace culprit::detect {

/// At most three packets for each of many ports: somebody looks which of them are open. (Ports are estimated,
/// and more than about a thousand all look alike.)
inline bool tries_ports(const flow::Rush& r) {
  const uint64_t ports = r.burst.dst_ports.count();
  return !r.source.is_none() && ports >= 16 && r.burst.datagrams <= 3 * (ports >= 1000 ? 65536 : ports);
}

/// Who tries doors does so from one port of his own, or a few; a flood invents a port for each packet.
inline bool invents_ports(const flow::Rush& r) {
  const uint64_t looked = std::min<uint64_t>(r.burst.datagrams, 1400);
  return !r.steady && r.burst.src_ports.count() * 10 > looked * 6;
}

/// Knocks of TCP carry nothing; acknowledgements and resets from ever new ports of the sender's are no
/// knocks.
inline bool is_probing(const flow::Rush& r) {
  const flow::TcpMix& mix = r.burst.tcp;
  const bool invented = invents_ports(r);
  // Programs that open a connection for each door wait for the answers, and do not knock faster than those
  // come.
  const bool storm = invented && r.burst.peak_pps() > 500 &&
                     (r.burst.datagrams > 3000 || r.back_packets * 20 < r.burst.packets);
  const bool knocks = r.steady || (mix.syn != 0 && !storm) || (mix.odd + mix.fin != 0 && !invented) ||
                      r.burst.src_ports.count() < 16;
  // A door that opened is closed again by a reset.
  const uint64_t resets = mix.rst - std::min(mix.rst, r.back.syn_ack);
  return tries_ports(r) && (mix.data + resets) * 10 < mix.total() && knocks;
}

/// The same over UDP: most knocks are empty.
inline bool is_udp_probing(const flow::Rush& r) {
  return tries_ports(r) && r.burst.nature.total() * 10 < r.burst.datagrams * 7;
}

/// One question or two for each host of a block: somebody looks who answers.
inline bool is_search(const flow::Rush& r) {
  if (!r.target.is_none() || r.source.is_none() || r.burst.packets > 2 * r.targets) return false;
  return !packet::proto::has_ports(r.protocol) || r.burst.dst_ports.few_count() == 1;
}

}  // namespace culprit::detect
