// IEEE C37.118 (synchrophasors of power grids): AA, kind and version, length, checksum.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{4712, 4713};

// CRC-CCITT, polynomial 1021, all ones at the start.
uint16_t checksum(Bytes b) {
  unsigned crc = 0xffff;
  for (size_t i = 0; i < b.size(); ++i) {
    crc ^= static_cast<unsigned>(b[i]) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xffff : crc << 1;
  }
  return static_cast<uint16_t>(crc);
}
bool is_head(Bytes b) {
  return b[0] == 0xaa && (b[1] & 0x8f) <= 2 && (b[1] & 0x8f) >= 1 && b[1] >> 4 <= 5 && b.be16(2) >= 16;
}

Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (head[0] != 0xaa) return Fit::no;
  if (head.size() < 16) return Fit::unsure;
  const size_t size = head.be16(2);
  if (!is_head(head)) return Fit::no;
  if (size > head.size()) return yes_if(size <= 4096 && (server_port == 4712 || server_port == 4713));
  return yes_if(checksum(head.sub(0, size - 2)) == head.be16(size - 2));
}
Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (!is_head(b) || b.be16(2) != b.size()) return Fit::no;
  return yes_if(checksum(b.sub(0, b.size() - 2)) == b.be16(b.size() - 2));
}

}  // namespace

extern const Protocol synchrophasor;
const Protocol synchrophasor{
    .id = "synchrophasor", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
