#include <gtest/gtest.h>

#include "packet/build_test.h"
#include "packet/packet.h"

namespace culprit::packet {
namespace {

using namespace culprit::test;

TEST(Decode, UdpOverEthernet) {
  const Packet p = decoded(ethernet(ip4({}, udp(49152, 53, "hello"))));
  EXPECT_EQ(p.src.text(), "192.0.2.20");
  EXPECT_EQ(p.dst.text(), "203.0.113.7");
  EXPECT_EQ(p.protocol, proto::udp);
  EXPECT_EQ(p.src_port, 49152);
  EXPECT_EQ(p.dst_port, 53);
  EXPECT_EQ(p.payload.text(), "hello");
  EXPECT_EQ(p.payload_wire, 5u);
  EXPECT_EQ(p.datagram, 5u);
  EXPECT_EQ(p.oddities, 0);
  EXPECT_EQ(p.ref.frame, 7u);
  EXPECT_EQ(p.src_mac, 0x020000000001u);
}

TEST(Decode, PaddingIsNoPayload) {
  Buffer b = ethernet(ip4({}, udp(1, 2, "x")));
  b.resize(60, 0);
  const Packet p = decoded(b);
  EXPECT_EQ(p.payload.text(), "x");
  EXPECT_EQ(p.payload_wire, 1u);
  EXPECT_EQ(p.oddities, 0);
}

TEST(Decode, VlanTagsAreStripped) {
  Buffer inner;
  put16(inner, 42);
  put16(inner, 0x8100);
  put16(inner, 7);
  put16(inner, 0x0800);
  put(inner, ip4({}, udp(1, 2, "ab")));
  const Packet p = decoded(ethernet(inner, 0x88a8));
  EXPECT_EQ(p.vlan, 42);
  EXPECT_EQ(p.payload.text(), "ab");
}

TEST(Decode, FragmentsKnowTheirPlace) {
  const Packet first =
      decoded(ethernet(ip4({.id = 9, .more = true}, udp(5, 6, std::string(1472, 'X'), 8200))));
  EXPECT_TRUE(first.is_fragment());
  EXPECT_FALSE(first.is_later_fragment());
  EXPECT_EQ(first.datagram, 8192u);
  EXPECT_EQ(first.oddities, 0);
  const Packet later = decoded(ethernet(ip4({.id = 9, .offset = 1480}, Buffer(700, 'X'))));
  EXPECT_TRUE(later.is_later_fragment());
  EXPECT_EQ(later.fragment_offset, 1480u);
  EXPECT_EQ(later.src_port, 0);
  EXPECT_EQ(later.payload.size(), 700u);
  const Packet beyond = decoded(ethernet(ip4({.id = 9, .offset = 65528}, Buffer(700, 'X'))));
  EXPECT_TRUE(beyond.oddities & bad_fragment);
}

TEST(Decode, Ipv6ExtensionHeaders) {
  Buffer inner{44, 0, 0, 0, 0, 0, 0, 0};              // hop-by-hop, then fragment
  put(inner, Buffer{17, 0, 0, 1, 0, 0, 0x12, 0x34});  // first fragment, more follow
  put(inner, udp(7, 8, "abcdefgh", 3000));
  const Packet p = decoded(ethernet(ip6(0, inner), 0x86dd));
  EXPECT_EQ(p.protocol, proto::udp);
  EXPECT_EQ(p.src.text(), "2001:db8::1");
  EXPECT_EQ(p.dst_port, 8);
  EXPECT_TRUE(p.more_fragments);
  EXPECT_EQ(p.ip_id, 0x1234u);
  Buffer chain;
  for (int i = 0; i < 20; ++i) put(chain, Buffer{60, 0, 0, 0, 0, 0, 0, 0});
  EXPECT_TRUE(decoded(ethernet(ip6(60, chain), 0x86dd)).oddities & too_many_headers);
}

TEST(Decode, TcpFlagsAndPayload) {
  const Packet p =
      decoded(ethernet(ip4({.proto = 6}, tcp(40000, 80, 100, 200, tcp_flag::psh | tcp_flag::ack, "GET /"))));
  EXPECT_EQ(p.seq, 100u);
  EXPECT_EQ(p.ack, 200u);
  EXPECT_EQ(p.tcp_flags, tcp_flag::psh | tcp_flag::ack);
  EXPECT_EQ(p.payload.text(), "GET /");
}

TEST(Decode, OtherLinkTypes) {
  const Buffer inner = ip4({}, udp(1, 2, "z"));
  EXPECT_EQ(decoded(inner, capture::link::raw).payload.text(), "z");
  Buffer null{2, 0, 0, 0};
  put(null, inner);
  EXPECT_EQ(decoded(null, capture::link::null).payload.text(), "z");
  Buffer sll{0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 8, 0};
  put(sll, inner);
  const Packet cooked = decoded(sll, capture::link::linux_sll);
  EXPECT_EQ(cooked.payload.text(), "z");
  EXPECT_EQ(cooked.direction, capture::Direction::outbound);
  EXPECT_EQ(cooked.src_mac, 0x020000000009u);
  Buffer sll2{8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0};
  put(sll2, inner);
  EXPECT_EQ(decoded(sll2, capture::link::linux_sll2).direction, capture::Direction::inbound);
  EXPECT_EQ(decoded(inner, 999).protocol, proto::other_link);
}

TEST(Decode, ArpHasIpEnds) {
  Buffer arp{0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 0, 2, 20, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1};
  const Packet p = decoded(ethernet(arp, 0x0806));
  EXPECT_EQ(p.protocol, proto::arp);
  EXPECT_EQ(p.src.text(), "192.0.2.20");
  EXPECT_EQ(p.dst.text(), "192.0.2.1");
  EXPECT_EQ(p.src_port, 1);
}

TEST(Decode, LlcIsNamedByItsDsap) {
  Buffer stp{0x42, 0x42, 3};
  stp.resize(38, 0);
  const Packet p = decoded(ethernet(stp, 38));
  EXPECT_EQ(p.protocol, proto::llc);
  EXPECT_EQ(p.src_port, 0x42);
  EXPECT_TRUE(p.src.is_mac());
}

// Every cut of every frame decodes to something, and never reads past its end (the sanitizers watch).
TEST(Decode, AnyCutSurvives) {
  const Buffer whole = ethernet(ip4({.proto = 6}, tcp(40000, 80, 100, 200, 24, "GET / HTTP/1.1\r\n")));
  for (size_t n = 0; n <= whole.size(); ++n) {
    const Buffer cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    for (const uint16_t link : std::initializer_list<uint16_t>{0, 1, 101, 108, 113, 276}) {
      capture::Frame f = frame(cut, 1, 0, link);
      f.wire = static_cast<uint32_t>(whole.size());
      Packet p;
      decode(f, p);
      EXPECT_LE(p.payload.size(), cut.size());
    }
  }
}

TEST(Decode, QuotedPacket) {
  Buffer icmp{3, 3, 0, 0, 0, 0, 0, 0};
  put(icmp, ip4({.src = 0x01020304, .dst = 0x05060708}, udp(1111, 2222, "")));
  const Packet outer = decoded(ethernet(ip4({.proto = 1}, icmp)));
  Packet inner;
  ASSERT_TRUE(decode_quoted(outer, inner));
  EXPECT_EQ(inner.dst.text(), "5.6.7.8");
  EXPECT_EQ(inner.dst_port, 2222);
}

}  // namespace
}  // namespace culprit::packet
