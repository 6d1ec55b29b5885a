// SSDP (UPnP Device Architecture 1.1 section 1): HTTP lines in datagrams.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1900};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.starts_with("M-SEARCH * HTTP/1.") || b.starts_with("NOTIFY * HTTP/1.")) return Fit::yes;
  return yes_if(b.starts_with("HTTP/1.") && (on_port(p, 1900) || holds(b, "\nST:") || holds(b, "\nUSN:")));
}

}  // namespace

extern const Protocol ssdp;
const Protocol ssdp{.id = "ssdp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
