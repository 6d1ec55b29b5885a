// Headers of IP, UDP, TCP, ICMP and ARP with right checksums. Knows fields, not hosts or time.
#pragma once

#include "address.h"
#include "bytes.h"

namespace generate {

namespace ip_protocol {
inline constexpr std::uint8_t icmp = 1, igmp = 2, tcp = 6, udp = 17, fragment = 44, icmp6 = 58;
}

struct IpFields {
  Address from, to;
  std::uint8_t protocol = 0;
  std::uint8_t ttl = 64;
  std::uint32_t id = 0;
  bool dont_fragment = false;
};

// The whole packet, in as many fragments as `mtu` asks for.
std::vector<Bytes> ip_packets(const IpFields& fields, View body, std::size_t mtu = 1500);

// The checksum covers the whole datagram: of a fragmented one, all fragments together.
Bytes udp_datagram(const Address& from, std::uint16_t from_port, const Address& to, std::uint16_t to_port,
                   View payload);

namespace tcp_flag {
inline constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}

struct TcpFields {
  std::uint16_t from_port = 0, to_port = 0;
  std::uint32_t sequence = 0, acknowledged = 0;
  std::uint8_t flags = 0;
  std::uint16_t window = 65535;
  View options = {};  // none: those that a SYN cannot do without
};

Bytes tcp_segment(const Address& from, const Address& to, const TcpFields& fields, View payload);

// "Port unreachable" as the peer of `refused` answers it, with the start of that datagram as it arrived
// there.
Bytes port_unreachable(const IpFields& refused, View datagram);

// IGMPv2 membership report.
Bytes igmp_report(const Address& group);

enum class ArpOperation : std::uint16_t { request = 1, reply = 2 };
Bytes arp_packet(ArpOperation operation, const Mac& from_mac, const Address& from, const Mac& to_mac,
                 const Address& to);

}  // namespace generate
