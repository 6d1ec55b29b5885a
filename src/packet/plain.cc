// The frames that floods and most of everything else are made of: Ethernet, IPv4 without options, whole, UDP or TCP
// in good order. One look at the lengths, then plain loads. Whatever is not like that takes the way through
// the layers, which gives the same (a test compares them).
#include <cstring>

#include "packet/layers.h"
#include "packet/tunnel_ports.h"

namespace culprit::packet {
namespace {

constexpr size_t kIp = 14, kTransport = 34;  // offsets in the frame

uint16_t be16(const uint8_t* p) {
  uint16_t v;
  std::memcpy(&v, p, sizeof v);
  return __builtin_bswap16(v);
}
uint32_t be32(const uint8_t* p) {
  uint32_t v;
  std::memcpy(&v, p, sizeof v);
  return __builtin_bswap32(v);
}
uint64_t be64(const uint8_t* p) {
  uint64_t v;
  std::memcpy(&v, p, sizeof v);
  return __builtin_bswap64(v);
}

/// Every field but `outer`: what is not of this packet must not stay from the one before.
[[gnu::always_inline]] inline void fill(const capture::Frame& frame, uint32_t total, uint32_t header, Packet& out) {
  const uint8_t* b = frame.data.data();
  out.time = frame.time;
  out.ref = frame.ref;
  out.src = Address::ip4(be32(b + kIp + 12));
  out.dst = Address::ip4(be32(b + kIp + 16));
  out.src_mac = be64(b + 6) >> 16;
  out.dst_mac = be64(b) >> 16;
  out.datagram_bytes = {b + kIp, total};
  const uint32_t carried = total - 20 - header;
  // An empty view has no place, as Bytes::sub gives it.
  out.payload = carried == 0 ? Bytes{} : Bytes{b + kTransport + header, carried};
  out.wire = frame.wire;
  out.payload_wire = carried;
  out.ip_id = be16(b + kIp + 4);
  out.ip_length = total;
  out.protocol = b[kIp + 9];
  out.src_port = be16(b + kTransport);
  out.dst_port = be16(b + kTransport + 2);
  out.process = frame.process;
  out.ttl = b[kIp + 8];
  out.ip = true;
  out.direction = frame.direction;
  // No load between these: the compiler makes a few wide stores of them.
  out.listed = {};
  out.fragment_offset = 0;
  out.mss = out.vlan = 0;
  out.oddities = 0;
  out.tcp_options = out.window_scale = 0;
  out.more_fragments = false;
  out.tunnel = Tunnel::none;
  out.tunnel_depth = 0;
}

inline bool udp(const capture::Frame& frame, uint32_t total, Packet& out) {
  const uint32_t length = be16(frame.data.data() + kTransport + 4);
  if (length != total - 20) return false;
  fill(frame, total, 8, out);
  out.seq = out.ack = 0;
  out.datagram = length - 8;
  out.window = 0;
  out.tcp_flags = 0;
  return !port_of_tunnel(out.src_port, out.dst_port);
}

inline bool tcp(const capture::Frame& frame, uint32_t total, Packet& out) {
  const uint8_t* b = frame.data.data() + kTransport;
  const uint32_t header = static_cast<uint32_t>(b[12] >> 4) * 4;
  if (header < 20 || header > total - 20 || (b[13] & tcp_flag::syn) != 0) return false;
  fill(frame, total, header, out);
  out.seq = be32(b + 4);
  out.ack = be32(b + 8);
  out.datagram = 0;
  out.window = be16(b + 14);
  out.tcp_flags = b[13];
  return true;
}

}  // namespace

bool plain(const capture::Frame& frame, Packet& out) {
  const uint8_t* b = frame.data.data();
  const size_t size = frame.data.size();
  if (size < kTransport + 8 || size != frame.wire || be16(b + 12) != proto::ipv4 || b[kIp] != 0x45) return false;
  const uint32_t total = be16(b + kIp + 2);
  if (total < 28 || kIp + total > size || (be16(b + kIp + 6) & 0x3fff) != 0) return false;
  if (std::memcmp(b + kIp + 12, b + kIp + 16, 4) == 0) return false;
  if (b[kIp + 9] == proto::udp) return udp(frame, total, out);
  return b[kIp + 9] == proto::tcp && total >= 40 && tcp(frame, total, out);
}

void decode(const capture::Frame& frame, Packet& out) {
  if (frame.link != capture::link::ethernet || !plain(frame, out)) decode_layers(frame, out);
}

}  // namespace culprit::packet
