#include "packet/checksum.h"

namespace culprit::packet {
namespace {

/// The ones' complement sum of 16-bit words, carries folded in (RFC 1071 section 4.1).
class Sum {
 public:
  Sum& add(Bytes b) {
    size_t at = 0;
    for (; b.has(at, 4); at += 4) total_ += b.be32(at);
    if (b.has(at, 2)) {
      total_ += b.be16(at);
      at += 2;
    }
    if (b.has(at, 1)) total_ += uint64_t{b.u8(at)} << 8;
    return *this;
  }
  Sum& add(uint64_t number) {
    total_ += number;
    return *this;
  }
  uint16_t folded() const {
    uint64_t sum = total_;
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(sum);
  }

 private:
  uint64_t total_ = 0;
};

bool is_v4(const Packet& p) { return p.datagram_bytes.u8(0) >> 4 == 4; }

/// Where the transport header begins; 0 where that is not simple.
size_t transport_at(const Packet& p) {
  const Bytes b = p.datagram_bytes;
  if (is_v4(p)) return b.u8(9) == p.protocol ? (b.u8(0) & 15u) * 4 : 0;
  return b.u8(6) == p.protocol ? 40 : 0;
}

size_t field_at(uint16_t protocol) {
  switch (protocol) {
    case proto::tcp:
      return 16;
    case proto::udp:
      return 6;
    case proto::icmp:
    case proto::icmp6:
      return 2;
    default:
      return 0;
  }
}

Checksum transport(const Packet& p) {
  const size_t field = field_at(p.protocol), at = transport_at(p);
  if (field == 0 || at == 0 || p.is_fragment() || p.datagram_bytes.size() < p.ip_length)
    return Checksum::unknown;
  Bytes b = p.datagram_bytes.sub(at);
  if (p.protocol == proto::udp) b = b.sub(0, b.be16(4));
  if (!b.has(field, 2)) return Checksum::unknown;
  const uint16_t told = b.be16(field);
  if (told == 0 && p.protocol == proto::udp) return Checksum::absent;
  Sum pseudo;
  if (p.protocol != proto::icmp) {
    const size_t addresses = is_v4(p) ? 12 : 8;
    pseudo.add(p.datagram_bytes.sub(addresses, is_v4(p) ? 8 : 32)).add(p.protocol).add(b.size());
  }
  const uint16_t partial = pseudo.folded();
  if (pseudo.add(b).folded() == 0xffff) return Checksum::good;
  return told == partial && p.protocol != proto::icmp ? Checksum::offloaded : Checksum::bad;
}

}  // namespace

Checksums checksums(const Packet& p) {
  Checksums out;
  if (!p.ip || p.ip_length == 0) return out;
  const Bytes b = p.datagram_bytes;
  if (is_v4(p))
    out.ip = Sum().add(b.sub(0, (b.u8(0) & 15u) * 4)).folded() == 0xffff ? Checksum::good : Checksum::bad;
  out.transport = transport(p);
  return out;
}

}  // namespace culprit::packet
