// Steam in-home streaming looks for other players on the network.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{27036};

Fit probe(const packet::Packet& p) { return yes_if(p.payload.be64(0) == 0xffffffff214c5fa0); }

}  // namespace

extern const Protocol steam_discovery;
const Protocol steam_discovery{.id = "steam-discovery", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
