// Link-Local Multicast Name Resolution (RFC 4795): UDP port 5355.
#include <array>

#include "message/dns_wire.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5355};

bool on_port(const packet::Packet& p) { return p.dst_port == kPorts[0] || p.src_port == kPorts[0]; }
Fit probe(const packet::Packet& packet) { return on_port(packet) ? probe_dns(packet, false) : Fit::no; }
void read(const packet::Packet& p, MessageSink& sink) {
  read_dns(p.payload, way_of(p, "llmnr", NameSource::llmnr), sink);
}

}  // namespace

extern const Protocol llmnr;
const Protocol llmnr{.id = "llmnr", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
