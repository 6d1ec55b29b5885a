#include "capture/link_names.h"

#include <gtest/gtest.h>

namespace culprit::capture {
namespace {

TEST(LinkNames, NumbersHaveTheRegistrysNames) {
  EXPECT_EQ(link_name(1), "ethernet");
  EXPECT_EQ(link_name(113), "linux-cooked");
  EXPECT_EQ(link_name(226), "ipnet");
  EXPECT_EQ(link_name(278), "openvizsla");
  EXPECT_EQ(link_name(147), "user-0");
  EXPECT_EQ(link_name(162), "user-15");
  EXPECT_EQ(link_name(65000), "link-type-65000");
}

}  // namespace
}  // namespace culprit::capture
