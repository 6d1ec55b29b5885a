// DNP3 (IEEE 1815, link layer): start bytes 05 64 and a checksum over the first eight bytes.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{20000};

uint16_t checksum(Bytes b) {
  unsigned crc = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    crc ^= b[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xa6bc : crc >> 1;
  }
  return static_cast<uint16_t>(~crc);
}
bool is_frame(Bytes b) { return b.be16(0) == 0x0564 && b[2] >= 5 && b.le16(8) == checksum(b.sub(0, 8)); }

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 10) return begins(head.sub(0, 2), "\x05\x64") == Fit::no ? Fit::no : Fit::unsure;
  return yes_if(is_frame(head));
}
Fit probe_datagram(const packet::Packet& p) { return yes_if(p.payload.size() >= 10 && is_frame(p.payload)); }

}  // namespace

extern const Protocol dnp3;
const Protocol dnp3{
    .id = "dnp3", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
