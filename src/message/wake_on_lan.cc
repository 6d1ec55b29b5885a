// Wake-on-LAN: six bytes FF, then the sleeping computer's address sixteen times.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{7, 9};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.size() < 102 || b.be32(0) != 0xffffffff || b.be16(4) != 0xffff || b.be32(6) == 0xffffffff)
    return Fit::no;
  return yes_if(b.sub(6, 90).text() == b.sub(12, 90).text());
}

}  // namespace

extern const Protocol wake_on_lan;
const Protocol wake_on_lan{.id = "wake-on-lan", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
