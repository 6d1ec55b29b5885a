#include "message/identify.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/hash.h"

namespace culprit::message {
namespace {

using flow::from_client;
using flow::from_server;
using namespace std::string_literals;

packet::Packet datagram(const std::string& payload, uint16_t src_port, uint16_t dst_port) {
  packet::Packet p;
  p.protocol = packet::proto::udp;
  p.payload = Bytes(payload);
  p.payload_wire = static_cast<uint32_t>(payload.size());
  p.src_port = src_port;
  p.dst_port = dst_port;
  return p;
}

struct Datagram {
  const char* id;
  uint16_t port;
  std::string payload;
};
std::string zeros(size_t n) { return std::string(n, '\0'); }
std::string patched(std::string text, size_t at, const std::string& part) {
  return text.replace(at, part.size(), part);
}

const std::string kDnsQuery =
    "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
    "example\x00\x00\x01\x00\x01"s;
const std::string kNetbiosName =
    "\x20"
    "EJFDEBFEEBFACACACACACACACACACAAA\x00"s;

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}
std::string rpc_call(uint32_t program) {
  std::string call = "abcd\0\0\0\0\0\0\0\2...."s + "\0\0\0\3\0\0\0\0"s + zeros(16);
  for (size_t i = 0; i < 4; ++i) call[12 + i] = static_cast<char>(program >> (24 - 8 * i));
  return call;
}
// TP-Link's own mixing: each byte with the coded one before it.
std::string kasa(std::string text) {
  char key = '\xab';
  for (char& c : text) key = c = static_cast<char>(c ^ key);
  return text;
}
std::string packets_of_188() {
  std::string out;
  for (int i = 0; i < 7; ++i) out += "\x47\x41\0"s + static_cast<char>(0x10 + i) + std::string(184, 'v');
  return out;
}

// What only goes one way, or names the answering port.
std::vector<Datagram> one_way_datagrams() {
  return {
      {"bfd", 3784, "\x20\xc0\3\x18\0\0\0\1\0\0\0\2"s + zeros(12)},
      {"hsrp", 1985, "\0\0\x10\3\x0a\x78\1\0cisco\0\0\0\xc0\0\2\1"s},
      {"sap", 9875, "\x20\0\x12\x34\xc0\0\2\1v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n"s},
  };
}

std::vector<Datagram> datagrams() {
  return {
      {"dns", 53, kDnsQuery},
      {"mdns", 5353, "\0\0\0\0\0\1\0\0\0\0\0\0\4_tcp\5local\0\0\x0c\x80\1"s},
      {"llmnr", 5355, kDnsQuery},
      {"bittorrent", 6881, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"},
      {"bittorrent", 1234, "\0\0\x04\x17\x27\x10\x19\x80\0\0\0\0abcd"s},
      {"ntp", 123, patched(zeros(48), 0, "\x23\x02\x06\xe8"s)},
      {"ntp", 123, "\x17\x00\x03\x2a\0\0\0\0"s},
      {"dhcp", 67, patched(patched(zeros(244), 0, "\1\1\6"), 236, "\x63\x82\x53\x63\x35\1\1\xff")},
      {"dhcp6", 547, "\1abc\0\1\0\2xx\0\x08\0\2\0\0"s},
      {"nbns", 137, "\1\2\1\x10\0\1\0\0\0\0\0\0"s + kNetbiosName + "\0\x20\0\1"s},
      {"nbdgm", 138, "\x11\x0a\1\2\xc0\0\2\1\0\x8a\0\x22\0\0"s + kNetbiosName},
      {"ssdp", 1900, "M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n"},
      {"ws-discovery", 3702,
       "<?xml version='1.0'?><s:Envelope xmlns:d='http://schemas/ws/2005/04/discovery'>"},
      {"quic", 443,
       "\xc3\0\0\0\1\x08"
       "12345678\0\0"s +
           std::string(1180, 'q')},
      {"rtcp", 5005, "\x80\xc9\0\1abcd\x81\xca\0\2abcd\1\2\3\4"s},
      {"stun", 3478, "\0\1\0\4\x21\x12\xa4\x42tttttttttttt\0\1\0\0"s},
      {"snmp", 161, "\x30\x26\2\1\1\4\6public\xa0\x19"},
      {"tftp", 69, "\0\1boot.img\0octet\0"s},
      {"syslog", 514, "<34>Oct 11 22:14:15 host su: failed"},
      {"wireguard", 51820, "\1\0\0\0"s + std::string(144, 'w')},
      {"wireguard", 51820, "\4\0\0\0abcd\1\0\0\0\0\0\0\0"s + std::string(16, 'w')},
      {"openvpn", 1194,
       "\x38"
       "abcdefgh\0\0\0\0\0"s},
      {"memcached", 11211, "\0\1\0\0\0\1\0\0stats\r\n"s},
      {"iperf", 5001,
       "\0\0\0\1\0\0\0\1\0\0\0\1........................................................................"
       "4567890123456789"s},
      {"iperf", 5201, "9876"},
      {"radius", 1812,
       "\1\1\0\x1a"
       "0123456789012345\1\6user"s},
      {"netflow", 2055, patched(zeros(72), 0, "\0\5\0\1"s)},
      {"netflow", 9995, patched(zeros(28), 0, "\0\x09\0\1"s).replace(20, 4, "\1\0\0\x08"s)},
      {"ipfix", 4739, patched(zeros(24), 0, "\0\x0a\0\x18"s).replace(16, 4, "\1\0\0\x08"s)},
      {"sflow", 6343, patched(patched(zeros(32), 0, "\0\0\0\5\0\0\0\1\xc0\0\2\1"s), 27, "\1")},
      {"statsd", 8125, "web.hits:1|c"},
      {"vxlan", 4789, "\x08\0\0\0\0\0\x2a\0aaaaaabbbbbb\x08\0"s + std::string(20, 'v')},
      {"isakmp", 500, "12345678\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"s},
      {"isakmp", 4500, zeros(4) + "12345678\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"s},
      {"coap", 5683, "\x40\1\x12\x34\xbb.well-known\4core"},
      {"dnp3", 20000, "\x05\x64\x05\xc0\x01\x00\x00\x04\xe9\x21"s},
      {"dtls", 4433, "\x16\xfe\xff\0\0\0\0\0\0\0\0\0\4abcd"s},
      {"sip", 5060, "INVITE sip:a@b SIP/2.0\r\n"},
      {"sip", 5060, "SIP/2.0 200 OK\r\n"},
      {"bittorrent", 6771, "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\n"},
      {"stun", 3478, "\0\1\0\x08ttttttttuuuuuuuu\0\3\0\4\0\0\0\6"s},
      {"gnutella", 6346, "GND\1\0\x2a\1\1data"s},
      {"ethernet-ip", 44818, patched(zeros(24), 0, "\x63"s)},
      {"ethernet-ip", 2222, "\2\0\2\x80\x08\0abcdefgh\xb1\0\4\0data"s},
      {"kerberos", 88, "\x6a\x0e\x30\x0c\xa1\3\2\1\5\xa2\3\2\1\x0a\xa4\0"s},
      {"cldap", 389, "\x30\x0c\2\1\1\x63\7\4\0\x0a\1\0\2\0"s},
      {"ldp", 646, "\0\1\0\x1e\x0a\0\0\1\0\0\1\0\0\x14\0\0\0\0\4\0\0\4\0\x0f\0\0\4\1\0\4\x0a\0\0\1"s},
      {"megaco", 2944, "MEGACO/1 [192.0.2.1]:2944"},
      {"mgcp", 2427, "RSIP 1 aaln/1@gw.example MGCP 1.0\r\nRM: restart"},
      {"rtps", 7400, "RTPS\2\1\1\x0f" + std::string(12, 'g')},
      {"teamviewer", 5938,
       "\0"
       "0123456789\x17\x24tv"s},
      {"xdmcp", 177, "\0\1\0\2\0\1\0"s},
      {"beckhoff-ads", 48899, "\x71\x14\x66\3\0\0\0\0\1\0\0\0"s},
      {"synchrophasor", 4713,
       "\xaa\x41\0\x12\0\1"
       "abcdefgh\0\2\x4a\x7b"s},
      {"portmap", 111, rpc_call(100000)},
      {"nfs", 2049, rpc_call(100003)},
      {"nfs", 40003, rpc_call(100005)},
      {"sun-rpc", 40003, rpc_call(390113)},
      {"nat-pmp", 5351, "\0\0"s},
      {"nat-pmp", 5351, "\0\1\0\0\x1f\x90\x1f\x90\0\0\x0e\x10"s},
      {"bjnp", 8611, "BJNP\1\1\0\0\0\1\0\0\0\0\0\0"s},
      {"collectd", 25826,
       "\0\0\0\x09host\0\0\x08\0\x0c"
       "timetime"s},
      {"gtp", 2123, "\x32\1\0\4\0\0\0\0abcd"s},
      {"gtp", 2123, "\x40\1\0\x09\0\0\1\0\3\0\1\0\5"s},
      {"l2tp", 1701, "\xc8\2\0\x14\0\0\0\0\0\0\0\0\x80\x08\0\0\0\0\0\1"s},
      {"capwap", 5246, "\1\0\0\0\x16\xfe\xff\0\0"s},
      {"capwap", 5246, "\0\x10\2\0\0\0\0\0\0\0\0\1\0\0\x0e\0"s},
      {"source-query", 27015, "\xff\xff\xff\xffTSource Engine Query\0"s},
      {"source-query", 27015, "\xff\xff\xff\xffI\x11My server\0"s},
      {"quake", 27960, "\xff\xff\xff\xffgetstatus\n"},
      {"raknet", 19132,
       "\1"
       "12345678\0\xff\xff\0\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78"s},
      {"teamspeak", 9987, "TS3INIT1\0\x65\0\0\x88\x06"s},
      {"steam-discovery", 27036, "\xff\xff\xff\xff\x21\x4c\x5f\xa0more"},
      {"dropbox-lan", 17500, "{\"host_int\": 123, \"version\": [2, 0]}"},
      {"spotify-lan", 57621, "SpotUdp0abc"},
      {"ubiquiti", 10001, "\1\0\0\0"s},
      {"ubiquiti", 10001, "\1\0\0\x09\x0b\0\6router"s},
      {"kasa", 9999, kasa("{\"system\":{\"get_sysinfo\":{}}}")},
      {"tuya", 6667, "\0\0\x55\xaa\0\0\0\0\0\0\0\x13\0\0\0\x0cpay\0\0\0\0\0\0\xaa\x55"s},
      {"miio", 54321, "\x21\x31\0\x20"s + std::string(28, '\xff')},
      {"lifx", 56700, patched(zeros(36), 0, "\x24\0\0\x34"s)},
      {"rip", 520, "\2\2\0\0\0\2\0\0\x0a\0\0\0\xff\0\0\0\0\0\0\0\0\0\0\1"s},
      {"slp", 427, "\2\1\0\0\x10\0\0\0\0\0\0\1\0\2en"s},
      {"chargen", 19, "!\"#$%&'()*+,-./0123456789:;<=>?"},
      {"knxnet-ip", 3671, "\6\x10\2\3\0\x0e\x08\1\xc0\0\2\1\x0e\x57"s},
      {"bacnet", 47808, "\x81\x0b\0\x08\1\x20\xff\xff"s},
      {"hart-ip", 5094, "\1\0\0\0\0\1\0\x0d\1\0\0\xea\x60"s},
      {"omron-fins", 9600, "\x80\0\2\0\1\0\0\2\0\1\5\1"s},
      {"someip", 30490, "\xff\xff\x81\0\0\0\0\x14\0\0\0\1\1\1\2\0"s + std::string(12, 's')},
      {"ptp", 320, patched(zeros(64), 0, "\x0b\2\0\x40"s)},
      {"rmcp", 623, "\6\0\xff\7\0\0\0\0\0\0\0\0\0\x09\x20\x18"s},
      {"discord", 50001, "\0\1\0\x46\0\1\x86\xa1"s + zeros(66)},
      {"iax", 4569, "\x80\1\0\0\0\0\0\3\0\0\6\1\x0b\2\0\2"s},
      {"mpegts", 1234, packets_of_188()},
      {"ethereum", 30303, repeated("hash", 16) + zeros(32) + "\1\1\xc2\1\2"s},
      {"dnscrypt", 443, "r6fnvWj8" + std::string(60, 'e')},
      {"wake-on-lan", 9, std::string(6, '\xff') + repeated("\2\0\x5e\x10\0\1"s, 16)},
      {"kdeconnect", 1716, "{\"id\":1,\"type\":\"kdeconnect.identity\"}"},
      {"syncthing-lan", 21027, "\x2e\xa7\xd9\x0b" + std::string(36, 's')},
      {"tailscale", 41641, "TS\xf0\x9f\x92\xac" + std::string(60, 't')},
      {"nintendo", 50001, "\x32\xab\x98\x64\2" + std::string(40, 'n')},
      {"cups-browse", 631, "3 3 ipp://printer.example:631/printers/a \"office\""},
  };
}

struct Stream {
  const char* id;
  flow::Side side;
  uint16_t port;
  std::string head;
};
std::vector<Stream> streams() {
  return {
      {"http", from_client, 80, "GET / HTTP/1.1\r\n"},
      {"http2", from_client, 80, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"tls", from_client, 443, "\x16\3\1\2\0\1\0\1\xfc\3\3"s},
      {"tls", from_server, 8443, "\x16\3\3\0\x7a\2\0\0\x76\3\3"s},
      {"tls", from_server, 443, "\x15\3\3\0\2\2\x28"s},
      {"ssh", from_server, 22, "SSH-2.0-OpenSSH_9.2\r\n"},
      {"smtp", from_server, 25, "220 mail.example ready\r\n"},
      {"smtp", from_server, 2525, "220 mail.example ESMTP\r\n"},
      {"smtp", from_client, 25, "EHLO me\r\n"},
      {"ftp", from_server, 21, "220 ready\r\n"},
      {"ftp", from_client, 21, "USER x\r\n"},
      {"pop3", from_server, 110, "+OK ready\r\n"},
      {"imap", from_server, 143, "* OK [CAPABILITY] ready\r\n"},
      {"imap", from_client, 143, "a1 CAPABILITY\r\n"},
      {"irc", from_client, 6667, "NICK bot\r\nUSER a 0 * :b\r\n"},
      {"irc", from_client, 9999, "USER a 0 * :b\r\n"},
      {"irc", from_server, 6667, ":irc.example NOTICE * :*** Looking up\r\n"},
      {"telnet", from_server, 23, "\xff\xfd\x18\xff\xfd\x20"},
      {"rdp", from_client, 3389, "\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"s},
      {"smb", from_client, 445, "\0\0\0\x54\xfeSMB\x40\0"s},
      {"sip", from_client, 5060, "OPTIONS sip:x SIP/2.0\r\n"},
      {"rtsp", from_client, 554, "OPTIONS rtsp://cam/ RTSP/1.0\r\n"},
      {"rtsp", from_server, 554, "RTSP/1.0 200 OK\r\n"},
      {"mqtt", from_client, 1883, "\x10\x10\0\4MQTT\4\2\0\x3c\0\4abcd"s},
      {"bittorrent", from_client, 6881,
       "\x13"
       "BitTorrent protocol"},
      {"iperf", from_client, 5201, "abcdefghijklmnopqrstuvwxyz234567abcd\0"s},
      {"dnp3", from_client, 20000, "\x05\x64\x05\xc0\x01\x00\x00\x04\xe9\x21"s},
      {"dns", from_client, 53, "\0\x1d"s + kDnsQuery},
      {"tls", from_client, 443, "\x17\3\3\0\x40"s + std::string(59, 'e')},
      {"tls", from_server, 8443,
       "\x17\3\3\0\x14"s + std::string(20, 'e') + "\x17\3\3\1\0"s + std::string(20, 'e')},
      {"tls", from_client, 443, "\x80\x2e\1\3\1\0\x15\0\0\0\x10"s + std::string(37, 'o')},
      {"stun", from_client, 3478, "\0\1\0\4\x21\x12\xa4\x42tttttttttttt\0\1\0\0"s},
      {"openvpn", from_client, 1194,
       "\0\x0e\x38"
       "abcdefgh\0\0\0\0\0"s},
      {"syslog", from_client, 514, "<34>Oct 11 22:14:15 host su: failed"},
      {"memcached", from_client, 11211, "set k 0 900 5\r\nhello\r\n"},
      {"memcached", from_server, 11211, "STAT pid 1\r\n"},
      {"smb", from_client, 139,
       "\x81\0\0\x44\x20"
       "EJFDEBFEEB"s},
      {"amqp", from_client, 5672, "AMQP\0\0\x09\1"s},
      {"ajp", from_client, 8009, "\x12\x34\0\x40\2\2\0\x08"s},
      {"cassandra", from_client, 9042, "\4\0\0\0\5\0\0\0\0"s},
      {"corba", from_client, 9999, "GIOP\1\2\0\0"s},
      {"ceph", from_server, 6789, "ceph v027"},
      {"checkmk", from_server, 6556, "<<<check_mk>>>\n"},
      {"dicom", from_client, 104, "\1\0\0\0\0\xcd\0\1\0\0STORESCP"s},
      {"diameter", from_client, 3868, "\1\0\0\x48\x80\0\1\1\0\0\0\0"s},
      {"drda", from_client, 50000, "\0\x29\xd0\1\0\1\0\x23\x10\x41"s},
      {"ethernet-ip", from_client, 44818, "\x65\0\4\0"s + zeros(20)},
      {"fastcgi", from_client, 9000, "\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0"s},
      {"fix", from_client, 9999,
       "8=FIX.4.2\1"
       "9=65"},
      {"git", from_client, 9418, "0032git-upload-pack /project.git\0"s},
      {"gnutella", from_client, 6346, "GNUTELLA CONNECT/0.6\r\n"},
      {"h323", from_client, 1720, "\3\0\1\x16\x08\2\0\1\5"s},
      {"hl7", from_client, 2575, "\x0bMSH|^~\\&|"},
      {"iec104", from_client, 2404, "\x68\4\7\0\0\0"s},
      {"iscsi", from_client, 3260, patched(zeros(48), 0, "\x43\x87"s) + "InitiatorName=iq"},
      {"jabber", from_client, 5222, "<?xml version='1.0'?><stream:stream to='x'"},
      {"jrmi", from_client, 1099, "JRMI\0\2K"s},
      {"kafka", from_client, 9092, "\0\0\0\x14\0\x12\0\0\0\0\0\1\0\x0aproducer-1"s},
      {"kerberos", from_client, 88, "\0\0\0\x20\x6a\x1e\x30\x1c\xa1\3\2\1\5\xa2\3\2\1\x0a\xa4\0"s},
      {"ldap", from_client, 389, "\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"s},
      {"ldap", from_client, 1389, "\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"s},
      {"ldp", from_client, 646, "\0\1\0\x20\x0a\0\0\1\0\0\2\0\0\x16\0\0\0\1"s},
      {"modbus", from_client, 502, "\0\1\0\0\0\6\1\3\0\0\0\x0a"s},
      {"modbus", from_client, 9999, "\0\1\0\0\0\6\1\3\0\0\0\x0a"s},
      {"mongodb", from_client, 27017, "\x3a\0\0\0\1\0\0\0\0\0\0\0\xd4\7\0\0"s},
      {"mssql", from_client, 1433, "\x12\1\0\x2f\0\0\1\0\0\0\x1a\0\6"s},
      {"mysql", from_server, 3306,
       "\x12\0\0\0\x0a"
       "8.0.36\0\1\2\3\4\5\6\7\x08\x09\x0a"s},
      {"nats", from_server, 4222, "INFO {\"server_id\":1}"},
      {"nats", from_client, 4222, "CONNECT {\"verbose\":false}"},
      {"nntp", from_server, 119, "200 news.example ready\r\n"},
      {"openflow", from_client, 6653, "\4\0\0\x08\0\0\0\1"s},
      {"oracle", from_client, 1521, "\0\x57\0\0\1\0\0\0\1\x38\1\x2c"s},
      {"opc-ua", from_client, 4840, "HELF\x3a\0\0\0"s},
      {"openwire", from_client, 61616, "\0\0\1\x46\1ActiveMQ"s},
      {"postgresql", from_client, 5432, "\0\0\0\x08\4\xd2\x16\x2f"s},
      {"postgresql", from_client, 5433, "\0\0\0\x25\0\3\0\0user\0me\0"s},
      {"pptp", from_client, 1723, "\0\x9c\0\1\x1a\x2b\x3c\x4d"s},
      {"rsync", from_server, 873, "@RSYNCD: 31.0\n"},
      {"rtmp", from_client, 1935, "\3\0\0\1\2\0\0\0\0"s + std::string("01234567abcdefgh")},
      {"rtps", from_client, 7400, "RTPS\2\1"},
      {"redis", from_client, 6379, "*1\r\n$4\r\nPING\r\n"},
      {"mms", from_client, 102,
       "\3\0\0\x16\x11\xe0\0\0\0\1\0\xc0\1\x0a\xc1\2\0\1\xc2\2\0\1\3\0\0\xc0\2\xf0\x80\x0d"s},
      {"s7comm", from_client, 102,
       "\3\0\0\x16\x11\xe0\0\0\0\1\0\xc0\1\x0a\xc1\2\1\0\xc2\2\1\2\3\0\0\x19\2\xf0\x80\x32"s},
      {"skinny", from_client, 2000, "\4\0\0\0\0\0\0\0\0\0\0\0"s},
      {"smpp", from_client, 2775, "\0\0\0\x25\0\0\0\x09\0\0\0\0\0\0\0\1me\0"s},
      {"socks", from_client, 1080, "\5\1\0"s},
      {"socks", from_client, 9999, "\4\1\0\x50\xc0\0\2\1\0"s},
      {"stomp", from_client, 61613, "CONNECT\naccept-version:1.2\n"},
      {"tacacs", from_client, 49, "\xc0\1\1\0abcd\0\0\0\x20"s},
      {"teamviewer", from_client, 5938, "\x17\x24\x0a\x20"},
      {"thrift", from_client, 9090, "\0\0\0\x20\x80\1\0\1\0\0\0\4ping"s},
      {"vnc", from_server, 5900, "RFB 003.008\n"},
      {"whois", from_client, 43, "example.com\r\n"},
      {"x11", from_client, 6000, "l\0\x0b\0\0\0\x12\0\x10\0\0\0"s},
      {"zabbix", from_client, 10051, "ZBXD\1\x20\0\0\0\0\0\0\0"s},
      {"zeromq", from_client, 5555, "\xff\0\0\0\0\0\0\0\1\x7f\3"s},
      {"munin", from_server, 4949, "# munin node at host.example\n"},
      {"bgp", from_client, 179, std::string(16, '\xff') + "\0\x1d\1\4"s},
      {"afp", from_client, 548, "\0\3\0\1"s + zeros(12)},
      {"dcerpc", from_client, 135, "\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0"s},
      {"nbd", from_server, 10809, "NBDMAGICIHAVEOPT"},
      {"citrix-ica", from_server, 1494, "\x7f\x7fICA\0"s},
      {"whatsapp", from_client, 5222, "WA\5\2\0\0\x24\x12"s},
      {"bitcoin", from_client, 8333, "\xf9\xbe\xb4\xd9version\0\0\0\0\0\x66\0\0\0"s},
      {"mining", from_client, 3333, "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": []}\n"},
      {"minecraft", from_client, 25565, "\x10\0\xfa\5\x09localhost\x63\xdd\1"s},
      {"icap", from_client, 1344, "REQMOD icap://x/req ICAP/1.0\r\n"},
      {"beckhoff-ads", from_client, 48898, "\0\0\x20\0\0\0"s + zeros(32)},
      {"z3950", from_client, 210, "\xb4\x0d\x83\2\0\xe0\x84\3\0\xc1\xa2\x85\0"s},
      {"xiaomi-push", from_client, 5222, "\xc2\xfe\0\5\0\0\0\x36"s},
      {"amqp", from_server, 5672, "\1\0\1\0\0\0\x0c\0\x3c\0\x3c"s + std::string(8, 'a') + "\xce"},
      {"portmap", from_client, 111, "\x80\0\0\x28"s + rpc_call(100000)},
      {"nfs", from_client, 2049, "\x80\0\0\x28"s + rpc_call(100003)},
      {"tuya", from_client, 6668, "\0\0\x55\xaa\0\0\0\0\0\0\0\x13\0\0\0\x0c"s},
      {"kasa", from_client, 9999, "\0\0\0\x1d"s + kasa("{\"system\":{\"get_sysinfo\":{}}}")},
      {"omron-fins", from_client, 9600, "FINS\0\0\0\x0c"s},
      {"slp", from_client, 427, "\2\1\0\0\x10\0\0\0\0\0\0\1\0\2en"s},
  };
}

std::string name(const Identified& found) { return found.fit == Fit::yes ? found.protocol->id : "(none)"; }

TEST(Identify, EveryProtocolHasAnExampleThatOnlyItFits) {
  std::set<std::string> shown{"rtp"};  // never sure
  for (const Datagram& d : datagrams()) {
    EXPECT_EQ(name(identify_datagram(datagram(d.payload, 40001, d.port))), d.id);
    EXPECT_EQ(name(identify_datagram(datagram(d.payload, d.port, 40001))), d.id == "vxlan"s ? "(none)" : d.id)
        << "answer";
    shown.insert(d.id);
  }
  for (const Stream& s : streams()) {
    EXPECT_EQ(name(identify_stream(s.side, Bytes(s.head), s.port)), s.id) << s.head;
    shown.insert(s.id);
  }
  for (const Datagram& d : one_way_datagrams()) {
    EXPECT_EQ(name(identify_datagram(datagram(d.payload, 40001, d.port))), d.id);
    shown.insert(d.id);
  }
  EXPECT_EQ(name(identify_datagram(datagram("\5\0\x20ServerName;DB;InstanceName;A"s, 1434, 40001))),
            "mssql-browser");
  shown.insert("mssql-browser");
  EXPECT_EQ(name(identify_datagram(datagram("\"Talk is cheap.\" Somebody said so once.\r\n", 17, 40001))),
            "qotd");
  shown.insert("qotd");
  for (const Protocol* p : all()) EXPECT_TRUE(shown.contains(p->id)) << p->id;
}

// The incident's own payloads must never pass for a protocol: constant bytes, zeros, noise, on any usual
// port.
TEST(Identify, FillAndNoiseAreNoProtocol) {
  std::set<uint16_t> ports{40000};
  for (const Protocol* p : all()) ports.insert(p->ports.begin(), p->ports.end());
  uint64_t seed = 1;
  int taken = 0, asked = 0;
  for (const uint16_t port : ports) {
    for (const size_t size : {1u, 4u, 12u, 20u, 48u, 64u, 512u, 1472u, 8192u}) {
      for (const int byte : {0x00, 0x78, 0x58, 0x41, 0x30, 0xff, 0x20, 0x01}) {
        const std::string fill(size, static_cast<char>(byte));
        EXPECT_EQ(name(identify_datagram(datagram(fill, 40001, port))), "(none)")
            << port << ' ' << size << ' ' << byte;
        for (const flow::Side side : {from_client, from_server}) {
          EXPECT_EQ(name(identify_stream(side, Bytes(fill).sub(0, 64), port)), "(none)")
              << port << ' ' << size << ' ' << byte;
        }
      }
      for (int i = 0; i < 40; ++i) {
        std::string noise(size, ' ');
        for (char& c : noise) c = static_cast<char>(mix(++seed));
        ++asked;
        taken += identify(datagram(noise, 40001, port)) != nullptr;
        EXPECT_EQ(name(identify_stream(from_client, Bytes(noise).sub(0, 64), port)), "(none)");
      }
    }
  }
  EXPECT_LE(taken, 1) << "of " << asked;  // the short headers of CoAP, on its port
}

// Random bytes are taken for a protocol less than once in 100,000 times, whatever the port.
TEST(Identify, NoiseIsSeldomTaken) {
  std::vector<uint16_t> ports{40000};
  for (const Protocol* p : all()) ports.insert(ports.end(), p->ports.begin(), p->ports.end());
  uint64_t seed = 7;
  int taken = 0;
  constexpr int kAsked = 300000;
  std::string noise(1472, ' ');
  for (int i = 0; i < kAsked; ++i) {
    for (size_t at = 0; at < 64; at += 8) {
      const uint64_t word = mix(++seed);
      noise.replace(at, 8, reinterpret_cast<const char*>(&word), 8);
    }
    const size_t size = 3 + mix(++seed) % (i % 3 == 0 ? 1470 : 62);
    const uint16_t port = ports[static_cast<size_t>(i) % ports.size()];
    const Identified found = identify_datagram(datagram(noise.substr(0, size), 40001, port));
    const Identified stream = identify_stream(i % 2 == 0 ? from_client : from_server,
                                              Bytes(noise).sub(0, std::min<size_t>(size, 64)), port);
    for (const Identified& f : {found, stream}) {
      if (f.fit != Fit::yes) continue;
      ++taken;
      GTEST_LOG_(INFO) << f.protocol->id << ' ' << port << ' ' << size;
    }
  }
  EXPECT_LE(taken, 2 * kAsked / 100000);
}

TEST(Identify, NearMisses) {
  const std::vector<Datagram> misses{
      {"http answer", 5000, "HTTP/1.1 200 OK\r\n\r\n"},
      {"priority 192", 514, "<192>text"},
      {"dns with 2 questions", 53, patched(kDnsQuery, 5, "\2")},
      {"ntp version 7", 123, patched(zeros(48), 0, "\x3b")},
      {"quic version 5", 443,
       "\xc3\0\0\0\5\x08"
       "12345678\0\0"s},
      {"stun length", 3478, "\0\1\0\5\x21\x12\xa4\x42tttttttttttt\0\1\0\0"s},
      {"wireguard size", 51820, "\1\0\0\0"s + std::string(143, 'w')},
      {"statsd no type", 8125, "web.hits:1|"},
      {"dnp3 checksum", 20000, "\x05\x64\x05\xc0\x01\x00\x00\x04\xe9\x22"s},
      {"loop in a name", 53, "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"s},
      {"nothing", 53, ""},
  };
  for (const Datagram& d : misses)
    EXPECT_EQ(name(identify_datagram(datagram(d.payload, 40001, d.port))), "(none)") << d.id;
}

TEST(Identify, RtpIsNeverSure) {
  const Identified found =
      identify_datagram(datagram("\x80\x60\0\1\0\0\0\1ssrc"s + std::string(160, 'a'), 5004, 5004));
  ASSERT_NE(found.protocol, nullptr);
  EXPECT_EQ(found.fit, Fit::unsure);
  EXPECT_STREQ(found.protocol->id, "rtp");
}

TEST(Identify, ShortHeadsOfStreamsAreUnsure) {
  for (const Stream& s : streams()) {
    for (size_t size = 1; size < s.head.size(); ++size) {
      const Identified found = identify_stream(s.side, Bytes(s.head).sub(0, size), s.port);
      EXPECT_NE(found.fit, Fit::no) << s.id << ' ' << size;
      if (found.fit == Fit::yes) {
        EXPECT_STREQ(found.protocol->id, s.id) << size;
      }
    }
  }
}

}  // namespace
}  // namespace culprit::message
