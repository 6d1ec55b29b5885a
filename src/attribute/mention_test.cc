#include "attribute/mention.h"

#include <gtest/gtest.h>

namespace culprit::attribute {
namespace {

const Address kVictim = *Address::parse("203.0.113.7");

TEST(Mention, EveryWayOfWritingIt) {
  const std::string_view names[] = {"victim.example.net"};
  const Target t{kVictim, names};
  EXPECT_EQ(mention_in("203.0.113.7", t), "plain");
  EXPECT_EQ(mention_in("udp://203.0.113.7:80/x", t), "plain");
  EXPECT_EQ(mention_in("::ffff:203.0.113.7", t), "plain");
  EXPECT_EQ(mention_in("3405803783", t), "decimal");
  EXPECT_EQ(mention_in("7.113.0.203", t), "reversed");
  EXPECT_EQ(mention_in("0xCB007107", t), "hex");
  EXPECT_EQ(mention_in("077100cb", t), "hex");
  EXPECT_EQ(mention_in("%32%30%33%2e0%2e113%2e7", t), "percent");
  EXPECT_EQ(mention_in("%2532%2530%2533.0.113.7", t), "percent");
  EXPECT_EQ(mention_in("MjAzLjAuMTEzLjc=", t), "base64");
  EXPECT_EQ(mention_in("eyJob3N0IjoiMjAzLjAuMTEzLjcifQ", t), "base64");
  EXPECT_EQ(mention_in("VICTIM.example.net", t), "name");
}

TEST(Mention, NearMissesAreNone) {
  const Target t{kVictim, {}};
  for (const char* text : {"203.0.113.70", "1203.0.113.7", "203.0.113.7.5", "203.0.113", "340580378", "34058037831", "cb0071070", "", "%", "===="}) {
    EXPECT_EQ(mention_in(text, t), "") << text;
  }
}

TEST(Mention, HeadersThatNameHostsByNatureDoNotCount) {
  message::Message m;
  m.fields.push_back({message::Place::header, "X-Forwarded-For", "203.0.113.7"});
  m.fields.push_back({message::Place::header, "Referer", "http://203.0.113.7/"});
  EXPECT_FALSE(find_mention(m, {kVictim, {}}));
  m.fields.push_back({message::Place::cookie, "c", "203.0.113.7"});
  m.fields.push_back({message::Place::query, "host", "203.0.113.7"});
  const auto found = find_mention(m, {kVictim, {}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, "host");
}

TEST(Mention, DecodingEnds) {
  std::string bomb = "203.0.113.7";
  for (int i = 0; i < 8; ++i) {
    std::string again;
    for (const char c : bomb) again += c == '%' ? std::string("%25") : std::string(1, c);
    bomb = "%" + again;
  }
  (void)mention_in(bomb, {kVictim, {}});
  (void)mention_in(std::string(100000, 'A'), {kVictim, {}});
}

}  // namespace
}  // namespace culprit::attribute
