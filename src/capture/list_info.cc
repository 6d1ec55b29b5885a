#include "capture/list_info.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace culprit::capture {
namespace {

constexpr uint16_t kIcmp = 1, kIgmp = 2, kTcp = 6, kUdp = 17, kGre = 47, kEsp = 50, kIcmp6 = 58, kOspf = 89,
                   kSctp = 132, kArp = 0x0806;
constexpr uint32_t kEthernet = 14, kIp4 = 20, kIp6 = 40, kUdpHeader = 8, kTcpHeader = 20;

struct Carrier {
  std::string_view name;  // in lower case
  uint16_t protocol;
};
constexpr std::array kCarriers{
    Carrier{"tcp", kTcp},       Carrier{"udp", kUdp},       Carrier{"icmp", kIcmp},
    Carrier{"icmpv6", kIcmp6},  Carrier{"igmp", kIgmp},     Carrier{"igmpv2", kIgmp},
    Carrier{"igmpv3", kIgmp},   Carrier{"arp", kArp},       Carrier{"gre", kGre},
    Carrier{"esp", kEsp},       Carrier{"ospf", kOspf},     Carrier{"sctp", kSctp},
    Carrier{"http", kTcp},      Carrier{"http2", kTcp},     Carrier{"http/xml", kTcp},
    Carrier{"http/json", kTcp}, Carrier{"ssl", kTcp},       Carrier{"sslv2", kTcp},
    Carrier{"sslv3", kTcp},     Carrier{"tls", kTcp},       Carrier{"tlsv1", kTcp},
    Carrier{"tlsv1.1", kTcp},   Carrier{"tlsv1.2", kTcp},   Carrier{"tlsv1.3", kTcp},
    Carrier{"ssh", kTcp},       Carrier{"sshv2", kTcp},     Carrier{"smtp", kTcp},
    Carrier{"imap", kTcp},      Carrier{"pop", kTcp},       Carrier{"ftp", kTcp},
    Carrier{"ftp-data", kTcp},  Carrier{"telnet", kTcp},    Carrier{"irc", kTcp},
    Carrier{"mysql", kTcp},     Carrier{"smb", kTcp},       Carrier{"smb2", kTcp},
    Carrier{"nbss", kTcp},      Carrier{"rdp", kTcp},       Carrier{"tpkt", kTcp},
    Carrier{"bgp", kTcp},       Carrier{"websocket", kTcp}, Carrier{"mqtt", kTcp},
    Carrier{"rtmp", kTcp},      Carrier{"ldap", kTcp},      Carrier{"pgsql", kTcp},
    Carrier{"nfs", kTcp},       Carrier{"dns", kUdp},       Carrier{"mdns", kUdp},
    Carrier{"llmnr", kUdp},     Carrier{"nbns", kUdp},      Carrier{"nbdgm", kUdp},
    Carrier{"browser", kUdp},   Carrier{"dhcp", kUdp},      Carrier{"dhcpv6", kUdp},
    Carrier{"bootp", kUdp},     Carrier{"ntp", kUdp},       Carrier{"snmp", kUdp},
    Carrier{"ssdp", kUdp},      Carrier{"quic", kUdp},      Carrier{"gquic", kUdp},
    Carrier{"tftp", kUdp},      Carrier{"rtp", kUdp},       Carrier{"rtcp", kUdp},
    Carrier{"sip", kUdp},       Carrier{"stun", kUdp},      Carrier{"syslog", kUdp},
    Carrier{"wireguard", kUdp}, Carrier{"cldap", kUdp},     Carrier{"memcache", kUdp},
    Carrier{"chargen", kUdp},   Carrier{"isakmp", kUdp},    Carrier{"radius", kUdp},
    Carrier{"dtls", kUdp},      Carrier{"dtlsv1.2", kUdp},  Carrier{"openvpn", kUdp},
    Carrier{"portmap", kUdp},   Carrier{"teredo", kUdp},    Carrier{"vxlan", kUdp},
    Carrier{"rip", kUdp},       Carrier{"ripv2", kUdp},
};

struct Service {
  std::string_view name;
  uint16_t port;
};
constexpr std::array kServices{
    Service{"http", 80},          Service{"https", 443},
    Service{"domain", 53},        Service{"ssh", 22},
    Service{"ftp", 21},           Service{"ftp-data", 20},
    Service{"telnet", 23},        Service{"smtp", 25},
    Service{"pop3", 110},         Service{"imap", 143},
    Service{"imaps", 993},        Service{"ntp", 123},
    Service{"snmp", 161},         Service{"bootps", 67},
    Service{"bootpc", 68},        Service{"tftp", 69},
    Service{"mysql", 3306},       Service{"mdns", 5353},
    Service{"ssdp", 1900},        Service{"netbios-ns", 137},
    Service{"netbios-dgm", 138},  Service{"netbios-ssn", 139},
    Service{"microsoft-ds", 445}, Service{"www", 80},
    Service{"www-http", 80},      Service{"http-alt", 8080},
    Service{"ircd", 6667},        Service{"ms-wbt-server", 3389},
    Service{"syslog", 514},       Service{"sunrpc", 111},
    Service{"submission", 587},   Service{"llmnr", 5355},
};

/// Takes the number behind `label` in `text`, decimal or 0x.
std::optional<uint32_t> number_behind(std::string_view text, std::string_view label) {
  const size_t at = text.find(label);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + label.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  uint32_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (problem != std::errc{}) return std::nullopt;
  return value;
}

// "Fragmented IP protocol (proto=UDP 17, off=1480, ID=7a69) [Reassembled in #5]", of Wireshark 1.4
// "(proto=UDP 0x11, off=1480)", and "IPv6 fragment (off=1448 more=y ident=0x0000abcd nxt=17)".
bool read_fragment(std::string_view info, RowInfo& out) {
  const bool four = info.starts_with("Fragmented IP"), six = info.starts_with("IPv6 fragment");
  if (!four && !six) return false;
  Listed& row = out.row;
  row.fragment = true;
  row.more = true;
  row.fragment_offset = number_behind(info, "off=").value_or(0) & 0xffff;
  if (six) {
    row.protocol = static_cast<uint16_t>(number_behind(info, "nxt=").value_or(0));
    row.more = info.find("more=n") == std::string_view::npos;
    row.ip_id = number_behind(info, "ident=").value_or(0);
  } else if (const size_t at = info.find("proto="); at != std::string_view::npos) {
    const std::string_view proto = info.substr(at + 6, info.find_first_of(",)", at) - at - 6);
    const size_t space = proto.rfind(' ');
    if (space != std::string_view::npos)
      row.protocol = static_cast<uint16_t>(number_behind(proto.substr(space), " ").value_or(0));
    if (row.protocol == 0) row.protocol = carrier_of(proto.substr(0, std::min(space, proto.size())));
  }
  if (const size_t id = info.find(", ID="); id != std::string_view::npos)
    std::from_chars(info.data() + id + 5, info.data() + info.size(), row.ip_id, 16);
  out.reassembled_in = number_behind(info, "Reassembled in #").value_or(0);
  return true;
}

uint8_t flag_of(std::string_view name) {
  static constexpr std::array<std::string_view, 6> names{"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
  const auto at = std::ranges::find(names, name);
  return at == names.end() ? uint8_t{0} : static_cast<uint8_t>(1u << (at - names.begin()));
}

/// "[SYN, ACK]": the brackets that hold nothing but names of flags.
uint8_t flags_in(std::string_view info) {
  for (size_t at = info.find('['); at != std::string_view::npos; at = info.find('[', at + 1)) {
    const size_t end = info.find(']', at);
    if (end == std::string_view::npos) return 0;
    uint8_t flags = 0;
    for (std::string_view list = info.substr(at + 1, end - at - 1); !list.empty();) {
      const size_t comma = std::min(list.find(','), list.size());
      flags |= flag_of(trim(list.substr(0, comma)));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
    if (flags != 0) return flags;
  }
  return 0;
}

std::string_view last_word(std::string_view text) {
  text = trim(text);
  return text.substr(text.find_last_of(" ]") + 1);
}
std::string_view first_word(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find(' '));
}

/// "52112 -> 80", "52112 > http", or "Source port: 54321  Destination port: http".
bool read_ports(std::string_view info, Listed& row) {
  static constexpr std::string_view source = "Source port: ", destination = "Destination port: ";
  if (const size_t s = info.find(source), d = info.find(destination);
      s != std::string_view::npos && d != std::string_view::npos) {
    row.source_port = service_port(first_word(info.substr(s + source.size())));
    row.destination_port = service_port(first_word(info.substr(d + destination.size())));
    return true;
  }
  for (const std::string_view arrow : {" \xe2\x86\x92 ", " > ", " -> ", " &gt; "}) {
    const size_t at = info.find(arrow);
    if (at == std::string_view::npos) continue;
    const std::string_view from = last_word(info.substr(0, at)),
                           to = first_word(info.substr(at + arrow.size()));
    row.source_port = service_port(from);
    row.destination_port = service_port(to);
    return row.source_port != 0 || row.destination_port != 0;
  }
  return false;
}

void read_icmp(std::string_view info, Listed& row) {
  struct Form {
    std::string_view begin;
    uint16_t type, code;
  };
  static constexpr std::array forms{Form{"Echo (ping) request", 8, 0},
                                    Form{"Echo (ping) reply", 0, 0},
                                    Form{"Destination unreachable (Port", 3, 3},
                                    Form{"Destination unreachable (Host", 3, 1},
                                    Form{"Destination unreachable (Network", 3, 0},
                                    Form{"Destination unreachable (Fragmentation", 3, 4},
                                    Form{"Destination unreachable", 3, 13},
                                    Form{"Time-to-live exceeded", 11, 0},
                                    Form{"Redirect", 5, 0}};
  for (const Form& f : forms) {
    if (!info.starts_with(f.begin)) continue;
    row.source_port = f.type;
    row.destination_port = f.code;
    return;
  }
}

/// What is left of a frame behind its headers; 0 where the list has no lengths.
uint32_t payload_of(uint16_t protocol, uint32_t length, bool ip6) {
  const uint32_t transport = protocol == kUdp ? kUdpHeader : protocol == kTcp ? kTcpHeader : 0;
  const uint32_t headers = kEthernet + (ip6 ? kIp6 : kIp4) + transport;
  return length > headers ? length - headers : 0;
}

}  // namespace

uint16_t carrier_of(std::string_view protocol) {
  const std::string name = lower(protocol);
  const auto known = std::ranges::find(kCarriers, std::string_view(name), &Carrier::name);
  if (known != kCarriers.end()) return known->protocol;
  uint16_t number = 0;  // of tshark's field ip.proto
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
  return problem == std::errc{} && end == name.data() + name.size() && number < 256 ? number : uint16_t{0};
}

uint16_t service_port(std::string_view word) {
  uint16_t port = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), port);
  if (problem == std::errc{} && end == word.data() + word.size()) return port;
  const std::string name = lower(word);
  const auto known = std::ranges::find(kServices, std::string_view(name), &Service::name);
  return known == kServices.end() ? uint16_t{0} : known->port;
}

RowInfo read_info(std::string_view protocol, std::string_view info, uint32_t length, bool ip6) {
  RowInfo out;
  Listed& row = out.row;
  row.name = protocol;
  row.info = info;
  if (read_fragment(info, out)) {
    row.payload = payload_of(0, length, ip6);
    return out;
  }
  row.protocol = carrier_of(protocol);
  row.payload = payload_of(row.protocol, length, ip6);
  if (row.protocol == kIcmp) read_icmp(info, row);
  if (row.protocol != kTcp && row.protocol != kUdp && row.protocol != kSctp) return out;
  // Only these two name ports in the Info column; what other protocols write there may look like it.
  const bool plain =
      iequals(protocol, "TCP") || iequals(protocol, "UDP") || info.find("Seq=") != std::string_view::npos;
  if (!plain) return out;
  out.ports = read_ports(info, row);
  if (row.protocol == kTcp) row.tcp_flags = flags_in(info);
  if (const auto told = number_behind(info, "Len="))
    row.payload =
        length == 0 ? std::min(*told, 65535u) : std::min(*told, row.protocol == kTcp ? length : row.payload);
  return out;
}

}  // namespace culprit::capture
