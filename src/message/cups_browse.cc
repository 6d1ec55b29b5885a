// CUPS browsing: computers announce printers.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{631};

Fit probe(const packet::Packet& p) {
  return yes_if(on_port(p, 631) && is_text(p.payload.sub(0, 8)) && holds(p.payload.sub(0, 64), " ipp://"));
}

}  // namespace

extern const Protocol cups_browse;
const Protocol cups_browse{.id = "cups-browse", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
