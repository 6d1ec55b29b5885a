#include "prove/view.h"

namespace culprit::prove {
namespace {

using firewall::Field;
using firewall::Hook;
using firewall::Value;
using packet::Packet;
namespace proto = packet::proto;

constexpr uint32_t kEthernet = 14;

std::optional<Value> number(uint64_t n) { return Value{0, n}; }
std::optional<Value> number_if(bool there, uint64_t n) { return there ? number(n) : std::nullopt; }

/// The IP protocol that carries a tunnel; 0 = none does.
uint16_t carrier(packet::Tunnel t) {
  using packet::Tunnel;
  switch (t) {
    case Tunnel::ip_in_ip:
      return proto::ipip;
    case Tunnel::six_in_four:
    case Tunnel::six_to_four:
      return proto::ipv6_in_ip;
    case Tunnel::gre:
    case Tunnel::pptp:
    case Tunnel::nvgre:
    case Tunnel::erspan:
      return proto::gre;
    case Tunnel::authenticated:
      return proto::ah;
    case Tunnel::none:
    case Tunnel::mpls:
    case Tunnel::pseudowire:
    case Tunnel::pppoe:
    case Tunnel::provider_bridge:
      return 0;
    case Tunnel::ether_in_ip:
      return 97;
    default:
      return proto::udp;
  }
}

View outside_of(const Packet& p) {
  View v;
  v.src = p.outer.src;
  v.dst = p.outer.dst;
  v.time = p.time;
  v.version = p.outer.src.is_ip4() ? 4 : 6;
  v.transport = carrier(p.tunnel);
  v.next_header = static_cast<uint8_t>(v.transport);
  v.frame_length = p.wire;
  v.length = p.wire > kEthernet ? p.wire - kEthernet : p.wire;
  return v;
}

// What a filter takes for the transport header of a later piece: of IPv4 its first bytes, of IPv6 the
// fragment header.
void read_in_place(Bytes ip, bool four, View& v) {
  const Bytes b = ip.sub(four ? size_t{ip[0] & 15U} * 4 : 40);
  v.src_port = b.be16(0);
  v.dst_port = b.be16(2);
  v.udp_length = b.be16(4);
  v.tcp_flags = b[13];
  v.icmp_type = b[0];
  const uint32_t header = four ? (ip[0] & 15U) * 4 : 40;
  v.transport_bytes = v.length > header ? v.length - header : 0;
}

}  // namespace

bool has_outside(const Packet& p) {
  return carrier(p.tunnel) != 0 && !p.outer.src.is_mac() && !p.outer.src.is_none();
}

View view_of(const Packet& p, bool outside) {
  if (outside && has_outside(p)) return outside_of(p);
  View v;
  v.src = p.src;
  v.dst = p.dst;
  v.time = p.time;
  v.frame_length = p.wire;
  v.length = p.ip_length != 0 ? p.ip_length : p.wire > kEthernet ? p.wire - kEthernet : p.wire;
  if (!p.ip) return v;
  const Bytes ip = p.datagram_bytes;
  const bool four = p.src.is_ip4();
  v.version = four ? 4 : 6;
  v.transport = p.protocol;
  v.ttl = p.ttl;
  v.next_header = four ? ip[9] : ip[6];
  v.frag_off = four ? ip.be16(6) : 0;
  v.ip_length = four ? static_cast<uint16_t>(v.length) : ip.be16(4);
  v.has_transport = !p.is_later_fragment();
  v.src_port = p.src_port;
  v.dst_port = p.dst_port;
  v.icmp_type = static_cast<uint8_t>(p.src_port);
  v.tcp_flags = p.tcp_flags;
  v.udp_length = p.datagram + 8;
  if (p.is_later_fragment()) read_in_place(ip, four, v);
  return v;
}

std::optional<Value> field_of(const View& v, Hook hook, Field field) {
  const bool ports = v.has_transport && packet::proto::has_ports(v.transport);
  switch (field) {
    case Field::src4:
      return v.version == 4 ? std::optional(v.src) : std::nullopt;
    case Field::dst4:
      return v.version == 4 ? std::optional(v.dst) : std::nullopt;
    case Field::src6:
      return v.version == 6 ? std::optional(v.src) : std::nullopt;
    case Field::dst6:
      return v.version == 6 ? std::optional(v.dst) : std::nullopt;
    case Field::version:
      return number_if(v.version != 0, v.version);
    case Field::transport:
      return number_if(v.version != 0, v.transport);
    case Field::next_header:
      return number_if(v.version != 0, v.next_header);
    case Field::ip_length:
      return number_if(v.version != 0, v.ip_length);
    case Field::frag_off:
      return number_if(v.version == 4, v.frag_off);
    case Field::ttl:
      return number_if(v.version != 0, v.ttl);
    case Field::src_port:
      return number_if(ports && v.transport_bytes >= 2, v.src_port);
    case Field::dst_port:
      return number_if(ports && v.transport_bytes >= 4, v.dst_port);
    case Field::udp_length:
      return number_if(ports && v.transport == proto::udp && v.transport_bytes >= 6, v.udp_length);
    case Field::tcp_flags:
      return number_if(ports && v.transport == proto::tcp && v.transport_bytes >= 14, v.tcp_flags);
    case Field::icmp_type:
      return number_if(v.has_transport && v.version == 4 && v.transport == proto::icmp, v.icmp_type);
    case Field::icmp6_type:
      return number_if(v.has_transport && v.version == 6 && v.transport == proto::icmp6, v.icmp_type);
    case Field::length:
      return number(hook == Hook::egress ? v.length + kEthernet : v.length);
    case Field::ct_state:
      return number_if(v.ct_state != 0, v.ct_state);
    case Field::in_interface:
      return number_if(!v.outbound || hook == Hook::input, firewall::kOtherInterface);
    case Field::out_interface:
      return number_if(
          hook == Hook::output || hook == Hook::postrouting || hook == Hook::forward || hook == Hook::egress,
          firewall::kOtherInterface);
    case Field::user:
      return std::nullopt;  // the machine asks the assumption
  }
  return std::nullopt;
}

}  // namespace culprit::prove
