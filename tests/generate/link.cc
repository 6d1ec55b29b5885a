#include "link.h"

namespace generate {
namespace {

constexpr std::uint16_t arphrd_ether = 1;
constexpr std::uint16_t vlan_id = 20;
constexpr std::size_t shortest_frame = 60;

std::uint16_t sll_packet_type(const Frame& frame) {
  if (frame.sent_by_us) return 4;
  if (frame.to == broadcast_mac) return 1;
  return frame.to[0] & 1 ? 2 : 0;
}

Bytes ethernet(const Frame& frame, bool tagged) {
  Writer out;
  out.bytes(frame.to).bytes(frame.from);
  if (tagged) out.u16(ether_type::vlan_tag).u16(vlan_id);
  Bytes bytes = out.u16(frame.type).bytes(frame.packet).take();
  // What we send is seen before the network card fills it up; what we receive comes filled up.
  if (!frame.sent_by_us && bytes.size() < shortest_frame) bytes.resize(shortest_frame);
  return bytes;
}

Bytes sll(const Frame& frame) {
  return Writer()
      .u16(sll_packet_type(frame))
      .u16(arphrd_ether)
      .u16(6)
      .bytes(frame.from)
      .u16(0)
      .u16(frame.type)
      .bytes(frame.packet)
      .take();
}

Bytes sll2(const Frame& frame) {
  constexpr std::uint32_t interface_index = 2;
  return Writer()
      .u16(frame.type)
      .u16(0)
      .u32(interface_index)
      .u16(arphrd_ether)
      .u8(sll_packet_type(frame))
      .u8(6)
      .bytes(frame.from)
      .u16(0)
      .bytes(frame.packet)
      .take();
}

Bytes loopback(const Frame& frame, bool big_endian) {
  const std::uint32_t family = frame.type == ether_type::ipv6 ? 24 : 2;
  const std::uint32_t stored = big_endian ? family : family << 24;
  return Writer().u32(stored).bytes(frame.packet).take();
}

// A short radiotap header, then a data frame to or from the access point.
Bytes wifi(const Frame& frame) {
  static constexpr Mac access_point = {0x38, 0x10, 0xd5, 0x11, 0x22, 0x33};
  const bool to_it = frame.sent_by_us;
  Writer out;
  out.u32(0x00000800).u32(0).u16(to_it ? 0x0801 : 0x0802).u16(0);
  out.bytes(to_it ? access_point : frame.to).bytes(to_it ? frame.from : access_point);
  out.bytes(to_it ? frame.to : frame.from).u16(0);
  return out.u32(0xaaaa0300).u16(0).u16(frame.type).bytes(frame.packet).take();
}

}  // namespace

std::uint32_t link_type_number(Link link) {
  switch (link) {
    case Link::ethernet:
    case Link::vlan:
      return 1;
    case Link::sll:
      return 113;
    case Link::sll2:
      return 276;
    case Link::raw:
      return 101;
    case Link::null:
      return 0;
    case Link::loop:
      return 108;
    case Link::ppp:
      return 9;
    case Link::wifi:
      return 127;
  }
  return 1;
}

bool link_carries(Link link, const Frame& frame) {
  const bool ip_only = link == Link::raw || link == Link::null || link == Link::loop || link == Link::ppp;
  return !ip_only || frame.type == ether_type::ipv4 || frame.type == ether_type::ipv6;
}

Bytes on_link(Link link, const Frame& frame, bool big_endian) {
  switch (link) {
    case Link::ethernet:
      return ethernet(frame, false);
    case Link::vlan:
      return ethernet(frame, true);
    case Link::sll:
      return sll(frame);
    case Link::sll2:
      return sll2(frame);
    case Link::raw:
      return frame.packet;
    case Link::null:
      return loopback(frame, big_endian);
    case Link::loop:
      return loopback(frame, true);
    case Link::ppp:
      return Writer()
          .u16(0xff03)
          .u16(frame.type == ether_type::ipv6 ? 0x57 : 0x21)
          .bytes(frame.packet)
          .take();
    case Link::wifi:
      return wifi(frame);
  }
  return {};
}

}  // namespace generate
