// DCE/RPC (MS-RPCE, C706 chapter 12): version 5.0 over TCP with BIND first; version 4 over UDP.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{135};

// Byte order of the sender: 0x10 = little-endian integers, ASCII, IEEE floats.
bool is_order(Bytes b) { return (b[0] == 0x10 || b[0] == 0) && b[1] <= 3; }

Fit probe_stream(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != 5 || (head.size() > 1 && head[1] > 1)) return Fit::no;
  if (head.size() < 16) return head.size() > 2 && head[2] > 19 ? Fit::no : Fit::unsure;
  const bool kind =
      side == flow::from_client ? head[2] == 11 || head[2] == 14 : head[2] == 12 || head[2] == 13;
  const size_t size = head[4] == 0x10 ? head.le16(8) : head.be16(8);
  return yes_if(kind && is_order(head.sub(4)) && head.be16(6) == 0 && size >= 16 && size <= 8192);
}

Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b[0] != 4 || b[1] > 10 || b.size() < 80 || !is_order(b.sub(4)) || b[6] != 0) return Fit::no;
  const size_t size = b[4] == 0x10 ? b.le16(74) : b.be16(74);
  const uint32_t version = b[4] == 0x10 ? b.le32(60) : b.be32(60);
  return yes_if(size + 80 == p.payload_wire && version <= 0x00ff00ff);
}

}  // namespace

extern const Protocol dcerpc;
const Protocol dcerpc{
    .id = "dcerpc", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
