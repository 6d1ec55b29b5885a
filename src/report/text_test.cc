#include <gtest/gtest.h>

#include <string>

#include "report/exporter.h"
#include "report/sample.h"
#include "report/text_page.h"

namespace culprit::report {

extern const Exporter text;

namespace {

std::string shown(Case c, const Style& style = {}) {
  put_in_order(c);
  conclude(c);
  return text.write(c, Words(), style);
}

bool holds(const std::string& page, std::string_view part) { return page.find(part) != std::string::npos; }

TEST(Text, TheVerdictIsInTheFirstLine) {
  const std::string page = shown(sample());
  EXPECT_TRUE(page.starts_with("ATTACKING")) << page;
  EXPECT_TRUE(shown(Case{}).starts_with("EMPTY"));
}

TEST(Text, CleanIsSaidOnlyOfWhatWasReadToItsEnd) {
  Case c;
  c.files.push_back({.name = "site.zip", .kind = "webroot"});
  c.verdict = Verdict::ordinary;
  c.limits.push_back({"scan-stopped", 1});
  Case whole = c;
  whole.limits.clear();
  EXPECT_TRUE(text.write(c, Words(), {}).starts_with("NOT ALL WAS READ"));
  EXPECT_TRUE(text.write(whole, Words(), {}).starts_with("CLEAN"));
}

TEST(Text, AnswersTheQuestionsInOrder) {
  const std::string page = shown(sample());
  size_t at = 0;
  for (const char* part :
       {"What these packets are", "775,961 packets", "Who ordered it", "198.51.100.7", "What shows it",
        "frame 13", "The whole capture", "cannot show", "What to do now", "1. ", "To find out more"}) {
    const size_t found = page.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << '\n' << page;
    at = found;
  }
}

TEST(Text, FiltersAndCommandsAreNeverCut) {
  Style narrow;
  narrow.width = 40;
  const std::string page = shown(sample(), narrow);
  EXPECT_TRUE(holds(page, "  ip.src == 192.0.2.2 && ip.dst == 203.0.113.9 && ip.proto == 17\n"));
  EXPECT_TRUE(holds(
      page,
      "nft add rule inet culprit out oifname != lo meta skuid www-data meta l4proto udp counter drop\n"));
}

TEST(Text, ColourOnlyWhereAsked) {
  EXPECT_FALSE(holds(shown(sample()), "\x1b"));
  EXPECT_TRUE(holds(shown(sample(), {.colour = true}), "\x1b[1;31m"));
}

TEST(Text, WithoutUnicodeEverythingIsAscii) {
  Case c = sample();
  c.files[0].name = "m\xc3\xbcller.pcap";
  const std::string page = shown(c);
  for (const char byte : page) ASSERT_LT(static_cast<unsigned char>(byte), 0x80U);
  EXPECT_TRUE(holds(page, "m?ller.pcap"));
  EXPECT_TRUE(holds(shown(c, {.unicode = true}), "m\xc3\xbcller.pcap"));
}

TEST(Text, LocalTimeStandsBesideUtc) {
  EXPECT_TRUE(
      holds(shown(sample(), {.width = 110, .local_offset_s = 3600}), "18:20:00 UTC (19:20:00 on this"));
}

TEST(Text, OrdinaryTrafficIsExplained) {
  Case c;
  c.packets = 5;
  c.groups.push_back({.kind = "arp-request",
                      .params = {},
                      .packets = 5,
                      .conditions = {},
                      .filter = "arp",
                      .hosts = {},
                      .finding = {}});
  const std::string page = shown(c, {.width = 110});
  EXPECT_TRUE(page.starts_with("ORDINARY"));
  EXPECT_TRUE(holds(page, "Before two devices can talk"));
  EXPECT_FALSE(holds(page, "Wireshark display filter"));
  EXPECT_TRUE(holds(shown(c, {.detail = 1}), "Wireshark display filter"));
}

TEST(Text, ManyKindsAreFolded) {
  Case c;
  for (int i = 0; i < 20; ++i)
    c.groups.push_back({.kind = "dns",
                        .params = {},
                        .packets = 1,
                        .conditions = {},
                        .filter = "dns",
                        .hosts = {},
                        .finding = {}});
  c.packets = 20;
  EXPECT_TRUE(holds(shown(c), "and 8 more kinds"));
}

TEST(Page, WrapsWordsAndKeepsLongOnes) {
  Page page({.width = 40});
  page.prose("  ", "one two three four five six seven eight nine ten " + std::string(50, 'x') + " end");
  EXPECT_EQ(page.text(),
            "  one two three four five six seven\n  eight nine ten\n  " + std::string(50, 'x') + "\n  end\n");
}

TEST(Page, CountsCharactersNotBytes) {
  EXPECT_EQ(columns("m\xc3\xbcller"), 6U);
  EXPECT_EQ(left("\xc3\xbc", 3), "\xc3\xbc  ");
  EXPECT_EQ(right("ab", 4), "  ab");
}

}  // namespace
}  // namespace culprit::report
