#include "flow/local.h"

#include <gtest/gtest.h>

#include <deque>

#include "packet/build_test.h"

namespace culprit::flow {
namespace {

using namespace culprit::test;

constexpr uint32_t kUs = 0xc0000214, kVictim = 0xcb007107, kVisitor = 0xc6336405;

struct Scene {
  Traffic traffic;
  std::deque<Buffer> kept;
  uint64_t number = 0;
  void udp_packet(uint32_t src, uint32_t dst, uint8_t ttl, uint8_t from_mac, uint8_t to_mac,
                  uint16_t sport = 5000, uint16_t dport = 6000) {
    kept.push_back(ethernet(ip4({.src = src, .dst = dst, .ttl = ttl}, udp(sport, dport, "x")), 0x0800, to_mac,
                            from_mac));
    packet::Packet p;
    ++number;
    packet::decode(frame(kept.back(), number, static_cast<int64_t>(number)), p);
    traffic.add(p);
  }
};

TEST(Local, OwnCardAgainstTheRouters) {
  Scene s;
  s.udp_packet(kVisitor, kUs, 52, 1, 2);
  s.udp_packet(0x08080808, kUs, 117, 1, 2);
  s.udp_packet(kUs, kVisitor, 128, 2, 1);
  const Local local = infer_local(s.traffic, {});
  EXPECT_EQ(local.how, "inferred");
  EXPECT_EQ(local.why, "mac");
  EXPECT_TRUE(local.has(Address::ip4(kUs)));
  EXPECT_FALSE(local.has(Address::ip4(kVisitor)));
  EXPECT_EQ(local.machine, Address::ip4(kUs));
}

// 300 frames of a flood and nothing else: the sender's TTL is fresh, the target never speaks.
TEST(Local, OneSidedOutbound) {
  Scene s;
  for (uint16_t i = 0; i < 50; ++i) s.udp_packet(kUs, kVictim, 128, 2, 1, 5000, static_cast<uint16_t>(i + 1));
  const Local local = infer_local(s.traffic, {});
  EXPECT_TRUE(local.has(Address::ip4(kUs)));
  EXPECT_FALSE(local.has(Address::ip4(kVictim)));
}

// A link without cards: a flood with forged senders has to do with its victim most, and the victim talks with
// nobody.
TEST(Local, WhoTalksIsOursNotWhoIsHit) {
  Traffic traffic;
  std::deque<Buffer> kept;
  uint64_t number = 0;
  const auto send = [&](uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport) {
    kept.push_back(ip4({.src = src, .dst = dst, .ttl = 64}, udp(sport, dport, "x")));
    packet::Packet p;
    ++number;
    packet::decode(frame(kept.back(), number, static_cast<int64_t>(number), capture::link::raw), p);
    traffic.add(p);
  };
  for (uint32_t i = 0; i < 5; ++i) {
    send(kVisitor + i, kUs, 5000, 53);
    send(kUs, kVisitor + i, 53, 5000);
  }
  for (uint32_t i = 0; i < 500; ++i)
    send(0x2d000000 + i * 65537, kVictim, 1024, static_cast<uint16_t>(i + 1));
  const Local local = infer_local(traffic, {});
  EXPECT_TRUE(local.has(Address::ip4(kUs)));
  EXPECT_FALSE(local.has(Address::ip4(kVictim)));
}

TEST(Local, OneSidedInbound) {
  Scene s;
  for (uint16_t i = 0; i < 50; ++i) s.udp_packet(kVisitor, kUs, 52, 1, 2, 5000, static_cast<uint16_t>(i + 1));
  const Local local = infer_local(s.traffic, {});
  EXPECT_TRUE(local.has(Address::ip4(kUs)));
  EXPECT_FALSE(local.has(Address::ip4(kVisitor)));
}

TEST(Local, GivenSettlesIt) {
  Scene s;
  s.udp_packet(kUs, kVictim, 128, 2, 1);
  const Prefix given[] = {*Prefix::parse("203.0.113.0/24")};
  const Local local = infer_local(s.traffic, given);
  EXPECT_EQ(local.how, "given");
  EXPECT_TRUE(local.has(Address::ip4(kVictim)));
  EXPECT_FALSE(local.has(Address::ip4(kUs)));
}

// A private address behind the router is not ours because it is private.
TEST(Local, PrivateAloneDoesNotDecide) {
  Scene s;
  s.udp_packet(0x0a000005, kUs, 60, 1, 2);
  s.udp_packet(0x0a090909, kUs, 61, 1, 2);
  s.udp_packet(kUs, 0x0a000005, 64, 2, 1);
  const Local local = infer_local(s.traffic, {});
  EXPECT_TRUE(local.has(Address::ip4(kUs)));
  EXPECT_FALSE(local.has(Address::ip4(0x0a000005)));
}

TEST(Local, NothingToTellBy) {
  const Local local = infer_local(Traffic(), {});
  EXPECT_EQ(local.how, "unknown");
}

}  // namespace
}  // namespace culprit::flow
