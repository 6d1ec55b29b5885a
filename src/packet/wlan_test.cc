#include <gtest/gtest.h>

#include "packet/build_test.h"
#include "packet/packet.h"

namespace culprit::packet {
namespace {

using namespace culprit::test;

constexpr uint16_t kWlan = 105, kRadiotap = 127, kPpi = 192;
constexpr const char* kSnap = "aaaa03 000000 0800";
const Buffer kPacket = ip4({}, udp(1111, 2222, "inside"));

Buffer data(const char* control, const char* more) {
  Buffer b = hex(std::string(control) + "0000 020000000002 020000000001 020000000003 0000" + more + kSnap);
  put(b, kPacket);
  return b;
}

TEST(Wlan, AddressesByDirection) {
  const Packet up = decoded(data("0801", ""), kWlan), down = decoded(data("0802", ""), kWlan);
  EXPECT_EQ(up.src_mac, 0x020000000001u);
  EXPECT_EQ(up.dst_mac, 0x020000000003u);
  EXPECT_EQ(down.src_mac, 0x020000000003u);
  EXPECT_EQ(down.dst_mac, 0x020000000002u);
  const Packet bridge = decoded(data("0803", "020000000004"), kWlan);
  EXPECT_EQ(bridge.src_mac, 0x020000000004u);
  EXPECT_EQ(bridge.payload.text(), "inside");
  EXPECT_EQ(decoded(data("8801", "0000"), kWlan).payload.text(), "inside") << "quality of service";
  EXPECT_EQ(decoded(data("8881", "0000 00000000"), kWlan).payload.text(), "inside") << "and HT control";
}

TEST(Wlan, ManagementAndControlAreNamed) {
  const Packet beacon = decoded(hex("8000 0000 ffffffffffff 020000000001 020000000001 0000 00"), kWlan);
  EXPECT_EQ(beacon.protocol, proto::wlan);
  EXPECT_EQ(beacon.src_port, 8);
  EXPECT_EQ(beacon.src.text(), "02:00:00:00:00:01");
  EXPECT_EQ(decoded(hex("c000 0000 020000000002 020000000001 020000000001 0000 0700"), kWlan).src_port,
            wlan_frame::deauthentication);
  const Packet ack = decoded(hex("d400 0000 020000000002"), kWlan);
  EXPECT_EQ(ack.src_port, 16 + 13);
  EXPECT_EQ(ack.src_mac, 0u);
  EXPECT_EQ(ack.dst.text(), "02:00:00:00:00:02");
}

TEST(Wlan, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(decoded(data("0841", "00000000 00000000"), kWlan).src_port, wlan_frame::encrypted);
  EXPECT_EQ(decoded(hex("4801 0000 020000000002 020000000001 020000000003 0000"), kWlan).src_port,
            wlan_frame::no_data);
  Buffer piece = data("0801", "");
  piece[22] = 1;
  EXPECT_EQ(decoded(piece, kWlan).src_port, wlan_frame::piece);
}

TEST(Wlan, OfSeveralPacketsInOneFrameTheFirstIsRead) {
  Buffer one = hex("020000000005 020000000006");
  put16(one, static_cast<unsigned>(8 + kPacket.size()));
  put(one, joined(hex(kSnap), kPacket));
  while (one.size() % 4 != 0) one.push_back(0);
  Buffer b = hex("8801 0000 020000000002 020000000001 020000000003 0000 8000");
  put(b, one);
  EXPECT_EQ(decoded(b, kWlan).oddities, 0);
  put(b, one);
  const Packet p = decoded(b, kWlan);
  EXPECT_EQ(p.payload.text(), "inside");
  EXPECT_EQ(p.src_mac, 0x020000000006u);
  EXPECT_TRUE(p.oddities & more_inside);
}

TEST(Wlan, HeadersOfCapturingPrograms) {
  // Flags say that a checksum follows, and that the data begins at a multiple of four.
  Buffer b = joined(hex("0000 0900 02000000 30"), data("8801", "0000 0000"));
  put(b, hex("deadbeef"));
  EXPECT_EQ(decoded(b, kRadiotap).payload.text(), "inside");
  // A clock comes before the flags, and a second word of fields before both.
  b = joined(hex("0000 1a00 03000080 00000000 00000000 0000000000000000 10 00"), data("0801", ""));
  put(b, hex("deadbeef"));
  EXPECT_EQ(decoded(b, kRadiotap).payload.text(), "inside");
  b = joined(hex("00 00 2000 69000000 0200 1400 0000000000000000 0100 000000000000000000 00"),
             data("0801", ""));
  put(b, hex("deadbeef"));
  const Packet ppi = decoded(b, kPpi);
  EXPECT_EQ(ppi.payload.text(), "inside");
  Buffer prism = Buffer(144, 0);
  EXPECT_EQ(decoded(joined(prism, data("0801", "")), 119).payload.text(), "inside");
  Buffer avs = hex("80211001 00000040");
  avs.resize(64, 0);
  EXPECT_EQ(decoded(joined(avs, data("0801", "")), 119).payload.text(), "inside");
  EXPECT_EQ(decoded(joined(avs, data("0801", "")), 163).payload.text(), "inside");
}

}  // namespace
}  // namespace culprit::packet
