#include "wire.h"

#include <algorithm>

#include "link.h"

namespace generate {
namespace {

std::uint64_t sum_words(View bytes, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    sum += static_cast<unsigned>(bytes[i] << 8 | bytes[i + 1]);
  if (bytes.size() % 2) sum += static_cast<unsigned>(bytes.back() << 8);
  return sum;
}

std::uint16_t checksum(View bytes, std::uint64_t sum = 0) {
  sum = sum_words(bytes, sum);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint64_t pseudo_header(const Address& from, const Address& to, std::uint8_t protocol,
                            std::size_t length) {
  return sum_words(to.view(), sum_words(from.view())) + protocol + (length >> 16) + (length & 0xffff);
}

constexpr std::uint16_t more_fragments = 0x2000;
constexpr std::uint16_t dont_fragment = 0x4000;

Bytes ipv4_header(const IpFields& f, std::size_t body, std::uint16_t flags_and_offset) {
  Bytes out = Writer()
                  .u8(0x45)
                  .u8(0)
                  .u16(20 + body)
                  .u16(f.id)
                  .u16(flags_and_offset)
                  .u8(f.ttl)
                  .u8(f.protocol)
                  .u16(0)
                  .bytes(f.from.view())
                  .bytes(f.to.view())
                  .take();
  put_u16(out, 10, checksum(out));
  return out;
}

Bytes ipv4_piece(const IpFields& f, View body, std::size_t offset, std::size_t length) {
  const bool last = offset + length == body.size();
  auto flags = static_cast<std::uint16_t>(offset / 8);
  if (!last) flags |= more_fragments;
  if (f.dont_fragment) flags |= dont_fragment;
  return Writer().bytes(ipv4_header(f, length, flags)).bytes(body.subspan(offset, length)).take();
}

Writer ipv6_header(const IpFields& f, std::uint8_t next, std::size_t body) {
  Writer out;
  out.u32(0x60000000).u16(body).u8(next).u8(f.ttl).bytes(f.from.view()).bytes(f.to.view());
  return out;
}

Bytes ipv6_piece(const IpFields& f, View body, std::size_t offset, std::size_t length) {
  const bool last = offset + length == body.size();
  return ipv6_header(f, ip_protocol::fragment, length + 8)
      .u8(f.protocol)
      .u8(0)
      .u16(offset | (last ? 0u : 1u))
      .u32(f.id)
      .bytes(body.subspan(offset, length))
      .take();
}

}  // namespace

std::vector<Bytes> ip_packets(const IpFields& f, View body, std::size_t mtu) {
  const std::size_t header = f.from.v6 ? 40 : 20;
  if (f.from.v6 && header + body.size() <= mtu)
    return {ipv6_header(f, f.protocol, body.size()).bytes(body).take()};
  // Every fragment but the last carries a multiple of eight bytes.
  const std::size_t whole =
      header + body.size() <= mtu ? body.size() : (mtu - header - (f.from.v6 ? 8 : 0)) / 8 * 8;
  std::vector<Bytes> out;
  std::size_t offset = 0;
  do {
    const std::size_t length = std::min(whole, body.size() - offset);
    out.push_back(f.from.v6 ? ipv6_piece(f, body, offset, length) : ipv4_piece(f, body, offset, length));
    offset += length;
  } while (offset < body.size());
  return out;
}

Bytes udp_datagram(const Address& from, std::uint16_t from_port, const Address& to, std::uint16_t to_port,
                   View payload) {
  const std::size_t length = 8 + payload.size();
  Bytes out = Writer().u16(from_port).u16(to_port).u16(length).u16(0).bytes(payload).take();
  const std::uint16_t sum = checksum(out, pseudo_header(from, to, ip_protocol::udp, length));
  put_u16(out, 6, sum ? sum : 0xffff);  // zero would mean "no checksum"
  return out;
}

Bytes tcp_segment(const Address& from, const Address& to, const TcpFields& f, View payload) {
  Bytes usual;
  if (f.flags & tcp_flag::syn && f.options.empty())  // MSS, SACK permitted
    usual = Writer().u16(0x0204).u16(from.v6 ? 1440 : 1460).u16(0x0101).u16(0x0402).take();
  const View options = usual.empty() ? f.options : View(usual);
  Writer writer;
  writer.u16(f.from_port).u16(f.to_port).u32(f.sequence).u32(f.acknowledged);
  writer.u8((5 + options.size() / 4) << 4).u8(f.flags).u16(f.window).u16(0).u16(0).bytes(options);
  Bytes out = writer.bytes(payload).take();
  put_u16(out, 16, checksum(out, pseudo_header(from, to, ip_protocol::tcp, out.size())));
  return out;
}

Bytes port_unreachable(const IpFields& refused, View datagram) {
  constexpr std::size_t quote_limit = 512;
  const View quoted = datagram.first(std::min(datagram.size(), quote_limit));
  const bool v6 = refused.from.v6;
  Writer writer;
  writer.u8(v6 ? 1 : 3).u8(v6 ? 4 : 3).u16(0).u32(0);
  // The peer put the fragments together before it refused, so it quotes one header of the whole datagram.
  writer.bytes(v6 ? ipv6_header(refused, refused.protocol, datagram.size()).take()
                  : ipv4_header(refused, datagram.size(), 0));
  Bytes out = writer.bytes(quoted).take();
  const std::uint64_t pseudo =
      v6 ? pseudo_header(refused.to, refused.from, ip_protocol::icmp6, out.size()) : 0;
  put_u16(out, 2, checksum(out, pseudo));
  return out;
}

Bytes igmp_report(const Address& group) {
  Bytes out = Writer().u8(0x16).u8(0).u16(0).bytes(group.view()).take();
  put_u16(out, 2, checksum(out));
  return out;
}

Bytes arp_packet(ArpOperation operation, const Mac& from_mac, const Address& from, const Mac& to_mac,
                 const Address& to) {
  return Writer()
      .u16(1)
      .u16(ether_type::ipv4)
      .u8(6)
      .u8(4)
      .u16(static_cast<std::uint16_t>(operation))
      .bytes(from_mac)
      .bytes(from.view())
      .bytes(to_mac)
      .bytes(to.view())
      .take();
}

}  // namespace generate
