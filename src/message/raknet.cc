// RakNet (Minecraft Bedrock and other games): sixteen fixed bytes in messages before a connection.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{19132};

constexpr std::string_view kMagic("\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78", 16);

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool at_1 = b[0] >= 5 && b[0] <= 8 && b.sub(1).starts_with(kMagic);
  const bool at_9 = (b[0] == 1 || b[0] == 2) && b.sub(9).starts_with(kMagic);
  return yes_if(at_1 || at_9 || (b[0] == 0x1c && b.sub(17).starts_with(kMagic)));
}

}  // namespace

extern const Protocol raknet;
const Protocol raknet{.id = "raknet", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
