#include "flow/timeline.h"

#include <gtest/gtest.h>

namespace culprit::flow {
namespace {

uint64_t sum(const Timeline& t) {
  uint64_t n = 0;
  for (size_t i = 0; i < t.size(); ++i) n += t.bin(i).packets;
  return n;
}

TEST(Timeline, WidensAndKeepsTheSum) {
  Timeline t;
  for (int i = 0; i < 10000; ++i) t.add({1'300'000'000 * kSecond + i * kSecond}, 1, 60);
  EXPECT_LE(t.size(), Timeline::kBins);
  EXPECT_EQ(sum(t), 10000u);
}

TEST(Timeline, TimesFarApartAndBackwardsSurvive) {
  Timeline t;
  t.add({INT64_MAX}, 1, 1);
  t.add({INT64_MIN}, 1, 1);
  t.add({0}, 1, 1);
  EXPECT_EQ(sum(t), 3u);
  EXPECT_LE(t.size(), Timeline::kBins);
}

TEST(Timeline, MergeEqualsOneGo) {
  Timeline whole, a, b;
  for (int i = 0; i < 5000; ++i) {
    const Time at{i * 3'000'000LL};
    whole.add(at, 1, 10);
    (i % 3 ? a : b).add(at, 1, 10);
  }
  a.merge(b);
  ASSERT_EQ(a.size(), whole.size());
  ASSERT_EQ(a.shift(), whole.shift());
  for (size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(a.bin(i).packets, whole.bin(i).packets);
}

}  // namespace
}  // namespace culprit::flow
