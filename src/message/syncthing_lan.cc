// Syncthing looks for other computers with the same folders (local discovery 4).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{21027};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.be32(0) == 0x2ea7d90b && p.payload.size() >= 36);
}

}  // namespace

extern const Protocol syncthing_lan;
const Protocol syncthing_lan{.id = "syncthing-lan", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
