#include <gtest/gtest.h>

#include "packet/build_test.h"
#include "packet/packet.h"

namespace culprit::packet {
namespace {

using namespace culprit::test;

const Buffer kPacket = ip4({}, udp(1111, 2222, "inside")), kPacket6 = ip6(17, udp(1111, 2222, "inside"));

// What comes before an IP packet on each kind of link (tcpdump.org, the RFCs named in the code).
struct Case {
  uint16_t link;
  const char* header;
};
constexpr Case kFour[] = {
    {0, "02 00 00 00"},
    {1, "020000000002 020000000001 0800"},
    {1, "020000000002 020000000001 003a aaaa03 000000 0800"},
    {1, "020000000002 020000000001 88a8 0005 9100 0006 8100 0007 0800"},
    {1, "020000000002 020000000001 893f 000000000000 0800"},
    {3, "9c9460a0a6624e 9c9460a0a6624f 03 cc"},
    {6, "10 40 020000000002 020000000001 aaaa03 000000 0800"},
    {6, "10 40 020000000002 820000000001 0610 0011 00a0 aaaa03 000000 0800"},
    {7, "01 02 d4 00 0001"},
    {7, "01 02 f0"},
    {8, "00 000000000000000000000000000000"},
    {9, "ff 03 00 21"},
    {9, "21"},
    {10, "50 400000000040 400000000080 aaaa03 000000 0800"},
    {12, ""},
    {50, "0f 00 0800"},
    {100, "aaaa03 000000 0800"},
    {104, "8f 00 0800"},
    {105, "0801 0000 020000000002 020000000001 020000000003 0000 aaaa03 000000 0800"},
    {106, ""},
    {107, "1841 03 cc"},
    {107, "1841 03 00 80 000000 0800"},
    {107, "1841 0800"},
    {108, "00 00 00 02"},
    {109, "02000000 00000001 00000000"},
    {113, "0000 0001 0006 020000000001 0000 0800"},
    {122, "1000020000000002 1000020000000001 aaaa03 000000 0800"},
    {123, "02 00 0064 aaaa03 000000 0800"},
    {129, "01 02 0000 d4 00 0001"},
    {138, "0000000000000002 0000000000000001 0800"},
    {143, "00 00 0048 0000 020000000002 020000000001 0800"},
    {166, "00 03 0021"},
    {178, "4d4743 80 0006 010101020103 020000000002 020000000001 0800"},
    {179, "4d4743 01 ff030021"},
    {137, "4d4743 01 00000001"},
    {182, "c000 1841 03 cc"},
    {204, "01 ff030021"},
    {206, "00 1841 03 cc"},
    {219, "0001013f"},
    {228, ""},
    {242, "0000000000000000000000000000000000000000 0000000000000000000000000000000000000000 0800 0000"},
    {258, "0c000000 01000000 01000000 020000000002 020000000001 0800"},
    {276, "0800 0000 00000003 0001 00 06 020000000001 0000"},
    {281, "020000000002 020000000001 00000000 0800"},
    {282, "00000000 020000000002 020000000001 0800"},
    {285, "020000000002 020000000001 dada 0000 40000005 0800"},
};

TEST(Links, IpIsFoundBehindEveryHeader) {
  for (const Case& c : kFour) {
    const Packet p = decoded(joined(hex(c.header), kPacket), c.link);
    EXPECT_EQ(p.protocol, proto::udp) << c.link << ' ' << c.header;
    EXPECT_EQ(p.dst_port, 2222) << c.link << ' ' << c.header;
    EXPECT_EQ(p.payload.text(), "inside") << c.link << ' ' << c.header;
  }
}

TEST(Links, Ipv6IsFoundToo) {
  constexpr Case kSix[] = {{0, "1e 00 00 00"},  {9, "0057"},          {14, ""}, {104, "0f 00 86dd"},
                           {107, "1841 03 8e"}, {108, "00 00 00 1e"}, {229, ""}};
  for (const Case& c : kSix)
    EXPECT_EQ(decoded(joined(hex(c.header), kPacket6), c.link).payload.text(), "inside") << c.link;
}

TEST(Links, FirewallLogsOfLinux) {
  Buffer little = hex("02 00 0000 0800 0600 00000000");
  const auto size = static_cast<uint8_t>(4 + kPacket.size());
  put(little, Buffer{size, 0, 9, 0});
  EXPECT_EQ(decoded(joined(little, kPacket), 239).payload.text(), "inside");
  Buffer big = hex("02 00 0000 0008 0006 00000000");
  put(big, Buffer{0, size, 0, 9});
  EXPECT_EQ(decoded(joined(big, kPacket), 239).payload.text(), "inside");
}

// Every cut of a frame of every link type gives something, inside the frame (the sanitizers watch).
TEST(Links, AnyCutSurvives) {
  for (const Case& c : kFour) {
    const Buffer whole = joined(hex(c.header), kPacket);
    for (size_t n = 0; n <= whole.size(); ++n) {
      const Packet p = decoded(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)), c.link);
      EXPECT_LE(p.payload.size(), n);
    }
  }
}

TEST(Links, WhatIsNoNetworkIsNamed) {
  const Buffer some = hex("0102030405060708090a0b0c0d0e0f10");
  const auto name = [&](uint16_t link) { return decoded(some, link).protocol; };
  EXPECT_EQ(name(189), proto::usb);
  EXPECT_EQ(name(249), proto::usb);
  EXPECT_EQ(name(187), proto::bluetooth);
  EXPECT_EQ(name(227), proto::vehicle_bus);
  EXPECT_EQ(name(253), proto::netlink);
  EXPECT_EQ(name(195), proto::low_power_radio);
  EXPECT_EQ(name(141), proto::telephony);
  EXPECT_EQ(name(165), proto::industrial);
  EXPECT_EQ(name(231), proto::inside_computer);
  EXPECT_EQ(name(147), proto::user_defined);
  EXPECT_EQ(name(162), proto::user_defined);
  EXPECT_EQ(name(247), proto::storage_fabric);
  EXPECT_EQ(name(243), proto::broadcast_media);
  EXPECT_EQ(name(999), proto::other_link);
  EXPECT_EQ(decoded(some, 189).src_port, 189) << "the link type is told";
}

TEST(Links, ControlMessagesKeepTheirNumber) {
  EXPECT_EQ(decoded(hex("ff03 c021 0101 0004"), 9).protocol, proto::ppp);
  EXPECT_EQ(decoded(hex("ff03 c021 0101 0004"), 9).src_port, 0xc021);
  EXPECT_EQ(decoded(hex("8f00 8035 00000000"), 104).src_port, 0x8035);
  EXPECT_EQ(decoded(hex("0001 03 08 00 75"), 107).protocol, proto::nlpid);
}

TEST(Links, HeadersOfTheFileCannotBeNested) {
  const Packet p = decoded(hex("0c000000 01000000 02010000 0c000000 01000000 02010000"), 258);
  EXPECT_EQ(p.protocol, proto::undecodable);
  EXPECT_TRUE(p.oddities & too_deep);
}

}  // namespace
}  // namespace culprit::packet
