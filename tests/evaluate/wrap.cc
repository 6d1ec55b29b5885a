#include "wrap.h"

#include "wire.h"

namespace evaluate {
namespace {

constexpr std::uint16_t vlan_id = 20, service_vlan_id = 100;
constexpr std::uint32_t label = 17, session = 4711, network = 5001;

bool is_ip(const Frame& frame) { return frame.type == ether_type::ipv4 || frame.type == ether_type::ipv6; }

Bytes ethernet(const Frame& frame) {
  return Writer().bytes(frame.to).bytes(frame.from).u16(frame.type).bytes(frame.packet).take();
}

Frame with(const Frame& frame, std::uint16_t type, Bytes packet) {
  Frame out = frame;
  out.type = type;
  out.packet = std::move(packet);
  return out;
}

// Between two ends of a tunnel that nobody else uses.
Frame between_ends(const Frame& frame, std::uint8_t protocol, const Bytes& body) {
  IpFields ip{.from = Address::parse("172.30.0.1"), .to = Address::parse("172.30.0.2"), .protocol = protocol};
  if (!frame.sent_by_us) std::swap(ip.from, ip.to);
  return with(frame, ether_type::ipv4, ip_packets(ip, body, 65535).front());
}

Frame inside(Wrap wrap, const Frame& frame) {
  switch (wrap) {
    case Wrap::vlan:
      return with(frame, ether_type::vlan_tag,
                  Writer().u16(vlan_id).u16(frame.type).bytes(frame.packet).take());
    case Wrap::qinq:
      return with(frame, 0x88a8,
                  Writer()
                      .u16(service_vlan_id)
                      .u16(ether_type::vlan_tag)
                      .u16(vlan_id)
                      .u16(frame.type)
                      .bytes(frame.packet)
                      .take());
    case Wrap::mpls:
      return with(frame, 0x8847, Writer().u32(label << 12 | 0x100 | 64).bytes(frame.packet).take());
    case Wrap::pppoe:
      return with(frame, 0x8864,
                  Writer()
                      .u8(0x11)
                      .u8(0)
                      .u16(session)
                      .u16(frame.packet.size() + 2)
                      .u16(frame.type == ether_type::ipv6 ? 0x57 : 0x21)
                      .bytes(frame.packet)
                      .take());
    case Wrap::gre:
      return between_ends(frame, 47, Writer().u16(0).u16(frame.type).bytes(frame.packet).take());
    case Wrap::ipip:
      return between_ends(frame, frame.type == ether_type::ipv6 ? 41 : 4, frame.packet);
    case Wrap::vxlan: {
      const Bytes body = Writer().u32(0x08000000).u32(network << 8).bytes(ethernet(frame)).take();
      const Address one = Address::parse("172.30.0.1"), two = Address::parse("172.30.0.2");
      const auto port = static_cast<std::uint16_t>(50000 + frame.packet.size() % 1000);
      return between_ends(frame, ip_protocol::udp,
                          frame.sent_by_us ? udp_datagram(one, port, two, 4789, body)
                                           : udp_datagram(two, port, one, 4789, body));
    }
    case Wrap::none:
      break;
  }
  return frame;
}

}  // namespace

bool wrap_carries(Wrap wrap, const Frame& frame) {
  return wrap == Wrap::none || wrap == Wrap::vlan || wrap == Wrap::qinq || wrap == Wrap::vxlan ||
         is_ip(frame);
}

Bytes wrapped(const Conditions& c, const Frame& frame) {
  if (c.wrap == Wrap::none) return on_link(c.file.link, frame, c.file.big_endian);
  return on_link(Link::ethernet, inside(c.wrap, frame), c.file.big_endian);
}

}  // namespace evaluate
