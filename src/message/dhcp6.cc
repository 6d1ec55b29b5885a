// DHCPv6 (RFC 8415 section 8): message type and options that fill the datagram.
#include <array>
#include <string>
#include <string_view>

#include "message/dns_wire.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{546, 547};

bool options_fit(Bytes b) {
  while (b.size() >= 4 && b.be16(0) != 0 && b.be16(0) < 200 && b.has(4, b.be16(2)))
    b = b.sub(size_t{b.be16(2)} + 4);
  return b.empty();
}

Fit probe(const packet::Packet& p) {
  const bool ports = on_port(p, 547) || on_port(p, 546);
  return yes_if(ports && p.payload.size() >= 8 && p.payload[0] >= 1 && p.payload[0] <= 11 &&
                options_fit(p.payload.sub(4)));
}

// A device's full name (RFC 4704 option 39) goes to the address that it sends from.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  if (b[0] != 1 && b[0] != 3 && b[0] != 5 && b[0] != 6) return;
  for (size_t at = 4; b.has(at, 4); at += 4U + b.be16(at + 2)) {
    if (b.be16(at) != 39 || b.be16(at + 2) < 3) continue;
    const Bytes encoded = b.sub(at + 5, b.be16(at + 2) - 1U);
    size_t end = 0;
    // A name without its closing zero is partial (RFC 4704 section 4.2): one is put behind it.
    const std::string whole = std::string(encoded.text()) + '\0';
    if (auto name = read_name(Bytes(whole), end); name && *name != ".")
      sink.name({std::move(*name), p.src, NameSource::dhcp, p.time, p.ref});
  }
}

}  // namespace

extern const Protocol dhcp6;
const Protocol dhcp6{.id = "dhcp6", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
