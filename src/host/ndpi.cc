#include "host/ndpi.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "host/apart.h"
#include "host/libndpi.h"

namespace culprit::host {
namespace {

using packet::Packet;

constexpr size_t kMaxAnswer = 1 << 18;
constexpr int kSeconds = 20;

/// nDPI's names of protocols for which we have our own; what is not here keeps nDPI's.
constexpr std::pair<std::string_view, std::string_view> kOurs[]{
    {"AFP", "afp"},
    {"AJP", "ajp"},
    {"AMQP", "amqp"},
    {"BGP", "bgp"},
    {"BJNP", "bjnp"},
    {"BitTorrent", "bittorrent"},
    {"CAPWAP", "capwap"},
    {"CHECKMK", "checkmk"},
    {"Corba", "corba"},
    {"COAP", "coap"},
    {"Cassandra", "cassandra"},
    {"DCE_RPC", "dcerpc"},
    {"DHCP", "dhcp"},
    {"DHCPV6", "dhcp6"},
    {"DNP3", "dnp3"},
    {"DNS", "dns"},
    {"DNScrypt", "dnscrypt"},
    {"DRDA", "drda"},
    {"DTLS", "dtls"},
    {"Diameter", "diameter"},
    {"Dropbox", "dropbox-lan"},
    {"EthernetIP", "ethernet-ip"},
    {"FIX", "fix"},
    {"FTP_CONTROL", "ftp"},
    {"GTP", "gtp"},
    {"GTP_C", "gtp"},
    {"GTP_U", "gtp"},
    {"Git", "git"},
    {"Gnutella", "gnutella"},
    {"H323", "h323"},
    {"HTTP", "http"},
    {"HTTP_Connect", "http"},
    {"HTTP_Proxy", "http"},
    {"IAX", "iax"},
    {"Whois-DAS", "whois"},
    {"IEC60870", "iec104"},
    {"IMAP", "imap"},
    {"IRC", "irc"},
    {"Jabber", "jabber"},
    {"Kerberos", "kerberos"},
    {"LDAP", "ldap"},
    {"LLMNR", "llmnr"},
    {"MDNS", "mdns"},
    {"MGCP", "mgcp"},
    {"MPEG_TS", "mpegts"},
    {"MQTT", "mqtt"},
    {"MsSQL-TDS", "mssql"},
    {"Megaco", "megaco"},
    {"Memcached", "memcached"},
    {"Mining", "mining"},
    {"Modbus", "modbus"},
    {"MongoDB", "mongodb"},
    {"MySQL", "mysql"},
    {"Nats", "nats"},
    {"NFS", "nfs"},
    {"NTP", "ntp"},
    {"NetFlow", "netflow"},
    {"NetBIOS", "nbns"},
    {"Nintendo", "nintendo"},
    {"OpenVPN", "openvpn"},
    {"Oracle", "oracle"},
    {"POP3", "pop3"},
    {"PPTP", "pptp"},
    {"PostgreSQL", "postgresql"},
    {"QUIC", "quic"},
    {"RDP", "rdp"},
    {"RTCP", "rtcp"},
    {"RTMP", "rtmp"},
    {"RTP", "rtp"},
    {"RTSP", "rtsp"},
    {"Radius", "radius"},
    {"Redis", "redis"},
    {"RSYNC", "rsync"},
    {"s7comm", "s7comm"},
    {"SIP", "sip"},
    {"SMBv1", "smb"},
    {"SMBv23", "smb"},
    {"SMPP", "smpp"},
    {"SMTP", "smtp"},
    {"SNMP", "snmp"},
    {"SOCKS", "socks"},
    {"SOMEIP", "someip"},
    {"SSDP", "ssdp"},
    {"SSH", "ssh"},
    {"STUN", "stun"},
    {"CiscoSkinny", "skinny"},
    {"Spotify", "spotify-lan"},
    {"Syslog", "syslog"},
    {"TFTP", "tftp"},
    {"TLS", "tls"},
    {"TeamSpeak", "teamspeak"},
    {"TeamViewer", "teamviewer"},
    {"Telnet", "telnet"},
    {"UBNTAC2", "ubiquiti"},
    {"VNC", "vnc"},
    {"WSD", "ws-discovery"},
    {"WhatsApp", "whatsapp"},
    {"SOAP", "http"},
    {"WireGuard", "wireguard"},
    {"GTP_PRIME", "gtp"},
    {"XDMCP", "xdmcp"},
    {"Z39.50", "z3950"},
    {"ZeroMQ", "zeromq"},
    {"Zabbix", "zabbix"},
    {"Collectd", "collectd"},
    {"Citrix", "citrix-ica"},
    {"IPsec", "isakmp"},
    {"sFlow", "sflow"},
};

void put16(std::string& out, uint32_t value) {
  (out += static_cast<char>(value >> 8)) += static_cast<char>(value);
}
void put32(std::string& out, uint32_t value) { put16(out, value >> 16), put16(out, value & 0xffff); }
void put64(std::string& out, uint64_t value) {
  put32(out, static_cast<uint32_t>(value >> 32)), put32(out, static_cast<uint32_t>(value));
}

void put_ip(std::string& out, const Packet& p, size_t size) {
  if (p.src.is_ip4()) {
    put16(out, 0x4500);
    put16(out, static_cast<uint32_t>(size + 20));
    put32(out, 0x00004000);
    put32(out, 0x40000000U | static_cast<uint32_t>(p.protocol) << 16);
    put32(out, p.src.v4());
    put32(out, p.dst.v4());
    return;
  }
  put32(out, 0x60000000);
  put32(out, static_cast<uint32_t>(size) << 16 | static_cast<uint32_t>(p.protocol) << 8 | 64);
  for (const uint64_t half : {p.src.hi, p.src.lo, p.dst.hi, p.dst.lo}) put64(out, half);
}

/// The packet from its network header on, as nDPI wants it: tunnels and fragments are already undone.
std::string bare_packet(const Packet& p) {
  std::string transport;
  put16(transport, p.src_port);
  put16(transport, p.dst_port);
  if (p.protocol == packet::proto::tcp) {
    put32(transport, p.seq);
    put32(transport, p.ack);
    put16(transport, 0x5000U | p.tcp_flags);
    put16(transport, p.window);
    put32(transport, 0);
  } else {
    put16(transport, static_cast<uint32_t>(p.payload.size() + 8));
    put16(transport, 0);
  }
  std::string out;
  put_ip(out, p, transport.size() + p.payload.size());
  return out + transport + std::string(p.payload.text());
}

std::string word(ndpi_detection_module_struct* module, const ndpi_flow_struct& flow, ndpi_protocol found) {
  if (flow.confidence != NDPI_CONFIDENCE_DPI && flow.confidence != NDPI_CONFIDENCE_DPI_CACHE) return {};
  // "TLS.YouTube": who is reached is told by names; here only what is spoken counts.
  const uint16_t id =
      found.master_protocol != NDPI_PROTOCOL_UNKNOWN ? found.master_protocol : found.app_protocol;
  if (id == NDPI_PROTOCOL_UNKNOWN) return {};
  const std::string_view name = ndpi_get_proto_name(module, id);
  const auto ours = std::ranges::find(kOurs, name, [](const auto& pair) { return pair.first; });
  return ours != std::end(kOurs) ? std::string(ours->second) : "ndpi:" + std::string(name);
}

std::string judge(ndpi_detection_module_struct* module, const message::Unnamed& conversation) {
  auto* flow = static_cast<ndpi_flow_struct*>(std::calloc(1, sizeof(ndpi_flow_struct)));
  ndpi_protocol found{};
  for (const Packet& p : conversation.packets) {
    const std::string bytes = bare_packet(p);
    found = ndpi_detection_process_packet(module, flow, reinterpret_cast<const unsigned char*>(bytes.data()),
                                          static_cast<unsigned short>(bytes.size()),
                                          static_cast<uint64_t>(p.time.ns / 1000000));
    if (found.app_protocol != NDPI_PROTOCOL_UNKNOWN) break;
  }
  if (found.app_protocol == NDPI_PROTOCOL_UNKNOWN) {
    uint8_t guessed = 0;
    found = ndpi_detection_giveup(module, flow, 0, &guessed);
  }
  return word(module, *flow, found);
}

/// One line for each conversation. Runs in the child, which ends afterwards: nothing is given back.
std::string judge_all(std::span<const message::Unnamed> conversations) {
  auto* module = ndpi_init_detection_module(
      static_cast<ndpi_init_prefs>(ndpi_dont_load_tor_hosts | ndpi_dont_init_libgcrypt));
  NDPI_PROTOCOL_BITMASK all;
  NDPI_BITMASK_SET_ALL(all);
  ndpi_set_protocol_detection_bitmask2(module, &all);
  ndpi_finalize_initialization(module);
  std::string out;
  for (const message::Unnamed& c : conversations) out += judge(module, c) + '\n';
  return out;
}

}  // namespace

std::vector<std::string> ask_ndpi(std::span<const message::Unnamed> conversations) {
  if (conversations.empty() || !libndpi.open()) return {};
  const auto said = apart([&] { return judge_all(conversations); }, kMaxAnswer, kSeconds);
  if (!said || std::ranges::count(*said, '\n') != static_cast<std::ptrdiff_t>(conversations.size()))
    return {};
  std::vector<std::string> out;
  for (size_t at = 0; at < said->size();) {
    const size_t end = said->find('\n', at);
    out.push_back(said->substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace culprit::host
