// TeamSpeak 3: the client opens with a word in place of the checksum.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9987};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.starts_with("TS3INIT1") && p.payload.size() >= 13);
}

}  // namespace

extern const Protocol teamspeak;
const Protocol teamspeak{.id = "teamspeak", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
