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
      {"rdp", from_client, 3389, "\3\0\0\x13\x0e\xe0\0\0\0\0\0"s},
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
  EXPECT_LE(taken, asked / 500) << "of " << asked;
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
