#include "knowledge/maker.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace culprit::knowledge {
namespace {

TEST(Maker, ByPrefix) {
  if (assignments(24).empty()) GTEST_SKIP() << "built without ieee-data";
  EXPECT_TRUE(maker(0x00000c123456).starts_with("Cisco"));
  EXPECT_TRUE(maker(0xb827eb000001).starts_with("Raspberry Pi"));
  EXPECT_EQ(maker(0), "");
  EXPECT_EQ(maker(0x02005e100001), "") << "assigned by the device itself";
  EXPECT_EQ(maker(0x01000ccccccc), "") << "a group";
}

// The block of a prefix that was given out again in parts belongs to the holders of the parts.
TEST(Maker, LongerPrefixesComeFirst) {
  for (const int bits : {24, 28, 36}) {
    const auto table = assignments(bits);
    EXPECT_TRUE(std::ranges::is_sorted(table, {}, &Assignment::prefix));
    for (size_t i = 0; i < table.size(); i += 97) {
      const uint64_t mac = table[i].prefix << (48 - bits) | 1;
      const std::string_view name = maker_names().substr(table[i].name);
      if (bits != 36 || (mac >> 40 & 3) != 0) continue;
      EXPECT_EQ(maker(mac), name.substr(0, name.find('\0')));
    }
  }
}

}  // namespace
}  // namespace culprit::knowledge
