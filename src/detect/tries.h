// Telling one who tries many doors from one who hammers at a single one.
#pragma once
#include "flow/rush.h"

namespace culprit::detect {

/// At most three packets for each of many ports: somebody looks which of them are open. (Ports are estimated,
/// and more than about a thousand all look alike.)
inline bool is_probing(const flow::Rush& r) {
  const uint64_t ports = r.burst.dst_ports.count();
  return ports >= 16 && r.burst.datagrams <= 3 * (ports >= 1000 ? 65536 : ports);
}

/// The same over UDP: a knock carries nothing, or hardly anything.
inline bool is_udp_probing(const flow::Rush& r) {
  return is_probing(r) && r.burst.payload_bytes <= 64 * r.burst.datagrams && r.burst.nature.uniform_share() < 0.5;
}

}  // namespace culprit::detect
