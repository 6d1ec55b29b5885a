// Spotify looks for players on the network.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{57621};

Fit probe(const packet::Packet& p) { return yes_if(p.payload.starts_with("SpotUdp")); }

}  // namespace

extern const Protocol spotify_lan;
const Protocol spotify_lan{.id = "spotify-lan", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
