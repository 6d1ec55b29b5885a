// Who tried which doors of whom, and how many opened: what scans are told from.
#pragma once
#include <vector>

#include "detect/detector.h"

namespace culprit::detect {

/// All that one host tried on one other (over its ports), or on one port (over many hosts).
struct Probes {
  Address source;
  Address target;  ///< none = many
  uint16_t protocol = 0;
  flow::Service service = flow::kManyPorts;  ///< kManyPorts = many
  uint64_t doors = 0;                        ///< ports or hosts that were tried
  uint64_t opened = 0;                       ///< ... that answered in earnest
  uint64_t refused = 0;                      ///< ... that said no
  uint64_t packets = 0, bytes = 0, payload_packets = 0;
  flow::TcpMix mix;
  Time first, last;
  FrameRef first_ref;
  std::vector<flow::Share> shares;

  double failed() const {
    return doors == 0 ? 0 : 1 - static_cast<double>(opened) / static_cast<double>(doors);
  }
};

/// One source, one target, at least `least` ports; by pair. Of crowds all.
std::vector<Probes> probes_by_pair(const flow::Traffic& traffic, double least);
/// One source, one port, at least `least` targets.
std::vector<Probes> probes_by_service(const flow::Traffic& traffic, double least);

/// The finding, from the local side's point of view: scanner or scanned.
Finding scan_finding(const Scene& scene, const Probes& p, const char* kind);

}  // namespace culprit::detect
