#include "flow/burst.h"

#include <gtest/gtest.h>

namespace culprit::flow {
namespace {

TEST(Ports, FewExactlyManyAbout) {
  Ports p;
  for (const uint16_t port : std::initializer_list<uint16_t>{80, 443, 80, 53}) p.add(port);
  EXPECT_EQ(p.count(), 3u);
  EXPECT_EQ(p.few_count(), 3u);
  for (uint16_t i = 0; i < 200; ++i) p.add(static_cast<uint16_t>(1000 + i));
  EXPECT_EQ(p.few_count(), 0u);
  EXPECT_NEAR(p.count(), 203, 40);
}

TEST(Sizes, TopShareAndMode) {
  Sizes s;
  for (int i = 0; i < 70; ++i) s.add(8192);
  for (int i = 0; i < 10; ++i) s.add(7656);
  EXPECT_EQ(s.mode(), 8192u);
  EXPECT_EQ(s.top_share(), 1.0);
  for (uint32_t i = 0; i < 80; ++i) s.add(100 + i);
  EXPECT_NEAR(s.top_share(), 81.0 / 160, 1e-9);
  EXPECT_EQ(s.total(), 160u);
}

TEST(Burst, RatesOfShortAndLongRuns) {
  HistogramPool pool;
  Burst b;
  packet::Packet p;
  p.wire = 1000;
  for (int i = 0; i < 300; ++i) {
    p.time = {i * 77'000};
    b.add(p, false, pool);
  }
  EXPECT_NEAR(b.peak_pps(), 13'000, 100);  // 300 packets in 23 ms
  for (int i = 0; i < 10; ++i) {
    p.time = {kSecond + i * kSecond};
    b.add(p, false, pool);
  }
  EXPECT_NEAR(b.peak_pps(), 300 / Burst::kWindow, 50);
  EXPECT_EQ(b.packets, 310u);
}

}  // namespace
}  // namespace culprit::flow
