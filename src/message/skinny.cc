// Skinny (SCCP, Cisco telephones): length, version, message; little-endian.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2000};

Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 2000) return Fit::no;
  if (head.size() < 12) return Fit::unsure;
  const uint32_t size = head.le32(0), version = head.le32(4);
  return yes_if(size >= 4 && size <= 4096 && (version == 0 || (version >= 10 && version <= 30)) &&
                head.le32(8) <= 0x160);
}

}  // namespace

extern const Protocol skinny;
const Protocol skinny{.id = "skinny", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
