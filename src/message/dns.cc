// DNS over UDP (RFC 1035), and over TCP, where two bytes of length come first (section 4.2.2).
#include <algorithm>
#include <array>

#include "message/dns_wire.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{53};

Fit probe(const packet::Packet& packet) { return probe_dns(packet, false); }

Fit probe_tcp(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != kPorts[0]) return Fit::no;
  const size_t size = head.be16(0);
  if (head.size() >= 2 && size < 17) return Fit::no;
  if (head.size() < std::min<size_t>(size + 2, 64)) return Fit::unsure;
  return looks_like_dns(head.sub(2, size), false) ? Fit::yes : Fit::no;
}

}  // namespace

extern const Protocol dns;
const Protocol dns{.id = "dns",
                   .probe_stream = probe_tcp,
                   .probe_datagram = probe,
                   .read_datagram = read_dns,
                   .ports = kPorts};

}  // namespace culprit::message
