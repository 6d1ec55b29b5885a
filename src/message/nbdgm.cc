// NetBIOS datagram service (RFC 1002 section 4.4): UDP port 138.
#include <array>

#include "message/netbios_name.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{138};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!on_port(p, 138) || b.size() < 11 || b.be32(4) == 0) return Fit::no;
  if (b[0] >= 0x10 && b[0] <= 0x12) return yes_if(b[14] == 32 && size_t{b.be16(10)} + 14 == p.payload_wire);
  return yes_if(b[0] == 0x13 ? b.size() == 11 : b[0] >= 0x14 && b[0] <= 0x16 && b[10] == 32);
}

// The sender names itself.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  if (b[0] < 0x10 || b[0] > 0x12) return;
  const auto name = netbios_name(b.sub(14));
  if (name && is_computer(*name) && b.be32(4) == p.src.v4())
    sink.name({name->name, p.src, NameSource::netbios, p.time, p.ref});
}

}  // namespace

extern const Protocol nbdgm;
const Protocol nbdgm{.id = "nbdgm", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
