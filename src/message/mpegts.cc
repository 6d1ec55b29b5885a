// MPEG transport stream (ISO 13818-1): television; packets of 188 bytes that start with 47.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1234};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.size() < 564 || b.size() % 188 != 0) return Fit::no;
  for (size_t at = 0; at < b.size(); at += 188)
    if (b[at] != 0x47 || (b[at + 3] & 0x30) == 0) return Fit::no;
  return yes_if(b.be32(0) != b.be32(188) || b[1] != 0x47);
}

}  // namespace

extern const Protocol mpegts;
const Protocol mpegts{.id = "mpegts", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
