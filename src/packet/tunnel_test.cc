#include <gtest/gtest.h>

#include "packet/build_test.h"
#include "packet/packet.h"

namespace culprit::packet {
namespace {

using namespace culprit::test;

const Buffer kInner = ip4({.src = 0x0a000001, .dst = 0x0a000002, .ttl = 9}, udp(1111, 2222, "inside"));
const Buffer kFrame = ethernet(kInner, 0x0800, 0x22, 0x11);

constexpr uint32_t bit(Tunnel t) { return 1u << static_cast<unsigned>(t); }

Packet through(uint8_t protocol, const char* header, const Buffer& inner = kInner) {
  return decoded(ethernet(ip4({.proto = protocol}, joined(hex(header), inner))));
}
Packet over_udp(uint16_t port, const char* header, const Buffer& inner = kInner) {
  const Buffer all = joined(hex(header), inner);
  return decoded(ethernet(ip4({}, udp(40000, port, Bytes(all.data(), all.size()).text()))));
}

void expect_inside(const Packet& p, Tunnel kind, uint32_t id) {
  EXPECT_EQ(p.src.text(), "10.0.0.1");
  EXPECT_EQ(p.dst_port, 2222);
  EXPECT_EQ(p.payload.text(), "inside");
  EXPECT_EQ(p.ttl, 9);
  EXPECT_EQ(p.tunnel, kind);
  EXPECT_EQ(p.tunnel_depth, 1);
  EXPECT_EQ(p.outer.src.text(), "192.0.2.20");
  EXPECT_EQ(p.outer.dst.text(), "203.0.113.7");
  EXPECT_EQ(p.outer.id, id);
  EXPECT_EQ(p.outer.all, bit(kind));
  EXPECT_EQ(p.oddities, 0);
}

TEST(Tunnel, TheInnerPacketIsToldWithItsTunnel) {
  expect_inside(through(4, ""), Tunnel::ip_in_ip, 0);
  expect_inside(through(47, "0000 0800"), Tunnel::gre, 0);
  expect_inside(through(47, "b000 0800 00000000 00000007 00000001"), Tunnel::gre, 7);
  expect_inside(through(47, "3001 880b 0030 0005 00000001 ff030021"), Tunnel::pptp, 5);
  expect_inside(over_udp(2152, "30 ff 0022 0000004d"), Tunnel::gtp_u, 77);
  expect_inside(over_udp(1701, "0002 0001 0002 ff030021"), Tunnel::l2tp, 2);
  expect_inside(over_udp(4754, "0000 0800"), Tunnel::gre, 0);
}

TEST(Tunnel, FramesInTunnelsHaveCardsOfTheirOwn) {
  for (const Packet& p :
       {through(47, "2000 6558 00000500", kFrame), through(97, "3000", kFrame),
        through(47, "0000 88be", kFrame), over_udp(4789, "08000000 00000500", kFrame),
        over_udp(6081, "0000 6558 00000500", kFrame), over_udp(37008, "01 00 0001 01", kFrame),
        over_udp(5247, "00 10 00 00 00000000", kFrame)}) {
    EXPECT_EQ(p.payload.text(), "inside") << static_cast<int>(p.tunnel);
    EXPECT_EQ(p.src_mac, 0x020000000011u);
    EXPECT_EQ(p.tunnel_depth, 1);
  }
  EXPECT_EQ(over_udp(4789, "08000000 00000500", kFrame).outer.id, 5u);
  EXPECT_EQ(through(47, "2000 6558 00000500", kFrame).tunnel, Tunnel::nvgre);
}

TEST(Tunnel, Ipv6InIpv4) {
  const Buffer six = ip6(17, udp(1111, 2222, "inside"));
  EXPECT_EQ(through(41, "", six).tunnel, Tunnel::six_in_four);
  EXPECT_EQ(through(41, "", ip6(17, udp(1, 2, "x"), 0x2002c000)).tunnel, Tunnel::six_to_four);
  EXPECT_EQ(over_udp(3544, "", six).tunnel, Tunnel::teredo);
  EXPECT_EQ(over_udp(3544, "0001 00 00 0000000000000000 00 0000 000000000000", six).payload.text(), "inside");
}

TEST(Tunnel, LabelsAndProviderLines) {
  const Packet labelled = decoded(ethernet(joined(hex("0000a03f 0000b13f"), kInner), 0x8847));
  EXPECT_EQ(labelled.payload.text(), "inside");
  EXPECT_EQ(labelled.tunnel, Tunnel::mpls);
  EXPECT_EQ(labelled.outer.id, 11u);
  EXPECT_EQ(labelled.outer.src.text(), "02:00:00:00:00:01");
  EXPECT_EQ(labelled.src_mac, 0x020000000001u) << "the link's card still holds";
  const Packet wire = decoded(ethernet(joined(hex("0000b13f 00000000"), kFrame), 0x8847));
  EXPECT_EQ(wire.tunnel, Tunnel::pseudowire);
  EXPECT_EQ(wire.src_mac, 0x020000000011u);
  const Packet dsl = decoded(ethernet(joined(hex("11 00 0007 0024 0021"), kInner), 0x8864));
  EXPECT_EQ(dsl.tunnel, Tunnel::pppoe);
  EXPECT_EQ(dsl.outer.id, 7u);
  EXPECT_EQ(dsl.payload.text(), "inside");
  const Packet setup = decoded(ethernet(hex("11 00 0007 0006 c021 01010004"), 0x8864));
  EXPECT_EQ(setup.protocol, proto::ppp);
  EXPECT_EQ(setup.src.text(), "02:00:00:00:00:01");
}

TEST(Tunnel, AuthenticatedPacketsAreInTheClear) {
  const Packet p =
      decoded(ethernet(ip4({.proto = 51}, joined(hex("11 04 0000 00000063 00000001 000000000000000000000000"),
                                                 udp(1, 53, "hi")))));
  EXPECT_EQ(p.protocol, proto::udp);
  EXPECT_EQ(p.dst_port, 53);
  EXPECT_EQ(p.tunnel, Tunnel::authenticated);
  EXPECT_EQ(p.outer.id, 0x63u);
}

TEST(Tunnel, WhatMakesNoSenseInsideIsToldByItsOutside) {
  const Buffer fill(60, 'x');
  for (const uint16_t port :
       std::initializer_list<uint16_t>{4789, 4790, 8472, 6081, 2152, 3544, 1701, 5247, 37008, 4754, 6635}) {
    const Packet p = over_udp(port, "", fill);
    EXPECT_EQ(p.protocol, proto::udp) << port;
    EXPECT_EQ(p.dst_port, port);
    EXPECT_EQ(p.tunnel, Tunnel::none);
    EXPECT_EQ(p.payload.size(), 60u);
  }
  for (const uint8_t protocol : std::initializer_list<uint8_t>{4, 41, 47, 97, 115, 137}) {
    const Packet p = through(protocol, "", fill);
    EXPECT_EQ(p.protocol, protocol);
    EXPECT_EQ(p.src.text(), "192.0.2.20");
  }
  EXPECT_EQ(through(47, "0000 0800", fill).protocol, proto::gre);
  EXPECT_EQ(over_udp(1701, "0002 0001 0002 ff03 c021", hex("01010004")).dst_port, 1701)
      << "the tunnel's own talk";
}

TEST(Tunnel, PiecesAreNotEntered) {
  const Packet p = decoded(ethernet(ip4({.proto = 4, .more = true}, kInner)));
  EXPECT_EQ(p.protocol, proto::ipip);
  EXPECT_TRUE(p.is_fragment());
}

TEST(Tunnel, DepthHasAnEnd) {
  Buffer nested = kInner;
  for (int i = 0; i < kMaxTunnels + 3; ++i) nested = ip4({.proto = 4}, nested);
  const Packet p = decoded(ethernet(nested));
  EXPECT_EQ(p.tunnel_depth, kMaxTunnels);
  EXPECT_EQ(p.protocol, proto::ipip);
  EXPECT_TRUE(p.oddities & too_deep);
  Buffer labels;
  for (int i = 0; i < 100; ++i) put32(labels, 0x0000a03f);
  EXPECT_TRUE(decoded(ethernet(labels, 0x8847)).oddities & too_many_headers);
}

TEST(Tunnel, TheOutermostTagAndTheFrameAreKept) {
  Buffer tagged;
  put16(tagged, 42);
  put16(tagged, 0x0800);
  put(tagged, ip4({.proto = 4}, kInner));
  const Packet p = decoded(ethernet(tagged, 0x8100));
  EXPECT_EQ(p.vlan, 42);
  EXPECT_EQ(p.wire, 14u + tagged.size());
  EXPECT_EQ(p.ref.frame, 7u);
}

}  // namespace
}  // namespace culprit::packet
