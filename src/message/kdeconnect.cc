// KDE Connect: telephone and computer look for each other.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1716};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload[0] == '{' && holds(p.payload.sub(0, 200), "kdeconnect.identity"));
}

}  // namespace

extern const Protocol kdeconnect;
const Protocol kdeconnect{.id = "kdeconnect", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
