// Telling one who tries many doors from one who hammers at a single one.
#pragma once
#include "flow/rush.h"

namespace culprit::detect {

/// At most three packets for each of many ports: somebody looks which of them are open.
inline bool is_probing(const flow::Rush& r) {
  const unsigned ports = r.burst.dst_ports.count();
  return ports >= 16 && r.burst.datagrams <= uint64_t{3} * ports;
}

}  // namespace culprit::detect
