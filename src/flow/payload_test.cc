#include "flow/payload.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::flow {
namespace {

TEST(Nature, OneByteOverAndOver) {
  HistogramPool pool;
  Nature n;
  for (int i = 1; i < 100; ++i)
    n.add(Bytes(std::string_view(std::string(static_cast<size_t>(i), 'X'))), pool);
  EXPECT_TRUE(n.one_byte());
  EXPECT_EQ(n.fill(), 'X');
  EXPECT_EQ(n.checked(), n.total());
  EXPECT_EQ(n.distinct(pool), 1u);
  EXPECT_EQ(n.entropy(pool), 0.0);
  EXPECT_EQ(n.printable(pool), 1.0);
}

TEST(Nature, ASingleOtherByteIsSeen) {
  HistogramPool pool;
  for (size_t at = 0; at < 64; ++at) {
    std::string text(64, 'X');
    text[at] = 'Y';
    Nature n;
    n.add(Bytes(text), pool);
    EXPECT_FALSE(n.one_byte()) << at;
  }
}

TEST(Nature, AllByteValuesAreEightBits) {
  HistogramPool pool;
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  Nature n;
  for (int i = 0; i < 64; ++i) n.add(Bytes(all), pool);
  EXPECT_EQ(n.distinct(pool), 256u);
  EXPECT_NEAR(n.entropy(pool), 8.0, 1e-9);
  EXPECT_LT(n.checked(), n.total());  // sampled, and says so
  EXPECT_GT(n.checked(), 0u);
}

TEST(Nature, DifferentFillsAreNotOneByte) {
  HistogramPool pool;
  Nature n;
  n.add(Bytes(std::string_view("aaaa")), pool);
  n.add(Bytes(std::string_view("bbbb")), pool);
  EXPECT_FALSE(n.one_byte());
  EXPECT_EQ(n.uniform_share(), 1.0);
}

}  // namespace
}  // namespace culprit::flow
