#include "flow/rush.h"

#include <gtest/gtest.h>

#include <deque>

#include "packet/build_test.h"

namespace culprit::flow {
namespace {

using namespace culprit::test;

struct Lab {
  Traffic traffic;
  std::deque<Buffer> kept;
  uint64_t number = 0;
  void send(uint32_t src, uint32_t dst, uint16_t dport, int64_t ns) {
    kept.push_back(ethernet(ip4({.src = src, .dst = dst}, udp(50000, dport, "xxxx"))));
    packet::Packet p;
    packet::decode(frame(kept.back(), ++number, ns), p);
    traffic.add(p);
  }
};

// The count of a flood over random ports is exact although its packets lie in dozens of conversations.
TEST(Rush, RandomPortsAreOneRush) {
  Lab lab;
  for (int i = 0; i < 4000; ++i) lab.send(1, 2, static_cast<uint16_t>(1 + i * 13), i * kMillisecond);
  HistogramPool pool;
  const auto all = rushes(lab.traffic, 64, pool);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].burst.packets, 4000u);
  EXPECT_EQ(all[0].burst.first_ref.frame, 1u);
  EXPECT_EQ(all[0].burst.last_ref.frame, 4000u);
}

TEST(Rush, TwiceWithAPauseAreTwo) {
  Lab lab;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 3000; ++i)
      lab.send(1, 2, static_cast<uint16_t>(1 + i * 13), round * 7200 * kSecond + i * kMillisecond);
  }
  HistogramPool pool;
  const auto all = rushes(lab.traffic, 64, pool);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].burst.packets, 3000u);
  EXPECT_EQ(all[1].burst.packets, 3000u);
}

TEST(Rush, PortsThatBothHitDoNotJoinTwoFloods) {
  Lab lab;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i)
      lab.send(1, 2, static_cast<uint16_t>(1 + i * 13), round * 5 * kSecond + i * kMillisecond);
  }
  HistogramPool pool;
  const auto all = rushes(lab.traffic, 64, pool);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].burst.packets + all[1].burst.packets, 600u);
}

TEST(Rush, ForgedSourcesAreOneCrowd) {
  Lab lab;
  for (uint32_t i = 0; i < 9000; ++i)
    lab.send(0x0a000000 + i * 131, 2, static_cast<uint16_t>(i), i * 100'000);
  HistogramPool pool;
  const auto all = rushes(lab.traffic, 64, pool);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].source.is_none());
  EXPECT_EQ(all[0].burst.packets, 9000u);
  EXPECT_GT(all[0].sources, 1000u);
}

TEST(Rush, SharesAddUp) {
  Lab lab;
  for (int i = 0; i < 500; ++i) lab.send(1, 2, static_cast<uint16_t>(1 + i * 13), i * kMillisecond);
  HistogramPool pool;
  uint64_t sum = 0;
  const auto all = rushes(lab.traffic, 64, pool);
  for (const Share& s : all.front().shares) sum += s.packets;
  EXPECT_EQ(sum, 500u);
}

}  // namespace
}  // namespace culprit::flow
