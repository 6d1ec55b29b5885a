// Tailscale: messages by which two ends find a way to each other.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{41641};

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.starts_with("TS\xf0\x9f\x92\xac") && p.payload.size() >= 62);
}

}  // namespace

extern const Protocol tailscale;
const Protocol tailscale{.id = "tailscale", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
