// Dropbox looks for other computers with the same folders.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{17500};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.starts_with("{\"host_int\":") || p.payload.starts_with("{\"version\": [2, 0]"));
}

}  // namespace

extern const Protocol dropbox_lan;
const Protocol dropbox_lan{.id = "dropbox-lan", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
