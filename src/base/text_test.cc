#include "base/text.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace culprit {
namespace {

TEST(Text, EscapeLetsOnlyHarmlessTextThrough) {
  EXPECT_EQ(escape("GET /a b"), "GET /a b");
  EXPECT_EQ(escape("\x1b[31mred\n"), "\\x1b[31mred\\x0a");
  EXPECT_EQ(escape("a\\b"), "a\\\\b");
  EXPECT_EQ(escape("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(escape("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(escape("\xc2\x9b"), "\\xc2\\x9b") << "C1 CSI";
  EXPECT_EQ(escape("\xe2\x80\xae"
                   "exe.txt"),
            "\\xe2\\x80\\xaeexe.txt")
      << "right-to-left override";
  EXPECT_EQ(escape(std::string_view("\0\x7f", 2)), "\\x00\\x7f");
  EXPECT_EQ(escape("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(escape("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
}

TEST(Text, EscapeMarksTheCutAndKeepsCharactersWhole) {
  EXPECT_EQ(escape("abcdef", 3), "abc...");
  EXPECT_EQ(escape("abc", 3), "abc");
  EXPECT_EQ(escape("ab\xc3\xbc", 3), "ab...");
  EXPECT_EQ(escape("x", 0), "...");
}

TEST(Text, Html) {
  EXPECT_EQ(escape_html("<a href='x'>&\"\x01"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\x01");
}

TEST(Text, ShellWords) {
  EXPECT_EQ(escape_shell("192.0.2.1/24"), "192.0.2.1/24");
  EXPECT_EQ(escape_shell(""), "''");
  EXPECT_EQ(escape_shell("a b;rm"), "'a b;rm'");
  EXPECT_EQ(escape_shell("it's"), "'it'\\''s'");
  EXPECT_EQ(escape_shell("a\x1b'\\"), "$'a\\033\\047\\134'");
}

TEST(Text, NumbersForPeople) {
  EXPECT_EQ(human_count(775961), "775,961");
  EXPECT_EQ(human_count(12), "12");
  EXPECT_EQ(human_count(UINT64_MAX), "18,446,744,073,709,551,615");
  EXPECT_EQ(human_bytes(1.18e9), "1.18 GB");
  EXPECT_EQ(human_bytes(512), "512 B");
  EXPECT_EQ(human_bytes(999'999), "1.00 MB");
  EXPECT_EQ(human_bytes(65'000), "65.0 kB");
  EXPECT_EQ(human_bitrate(156.58e6), "156.6 Mbit/s");
  EXPECT_EQ(human_number(12933.2), "12,933");
  EXPECT_EQ(human_number(99.96), "100");
  EXPECT_EQ(human_number(2.5), "2.5");
  EXPECT_EQ(human_number(0.036355), "0.0364");
  EXPECT_EQ(human_number(0), "0");
  EXPECT_EQ(human_number(-1234567), "-1,234,567");
}

TEST(Text, Durations) {
  EXPECT_EQ(human_duration(60'400'000'000), "1 min 0.4 s");
  EXPECT_EQ(human_duration(23'000'000), "23 ms");
  EXPECT_EQ(human_duration(360'000), "360 \u00b5s");
  EXPECT_EQ(human_duration(7'500'000'000'000), "2 h 5 min");
  EXPECT_EQ(human_duration(59'970'000'000), "1 min");
  EXPECT_EQ(human_duration(999'600'000), "1 s");
  EXPECT_EQ(human_duration(90'000'000'000'000), "1 d 1 h");
  EXPECT_EQ(human_duration(0), "0 ns");
  EXPECT_EQ(human_duration(-1'500'000'000), "-1.5 s");
  EXPECT_EQ(human_duration(INT64_MIN), human_duration(-INT64_MAX));
}

TEST(Text, SharesNeverRoundToAllOrNothing) {
  EXPECT_EQ(human_share(0.9973), "99.7 %");
  EXPECT_EQ(human_share(0.99999), "> 99.9 %");
  EXPECT_EQ(human_share(0.00001), "< 0.1 %");
  EXPECT_EQ(human_share(1), "100 %");
  EXPECT_EQ(human_share(0), "0 %");
  EXPECT_EQ(human_share(0.5), "50 %");
}

TEST(Text, NumberIsShortestAndAlwaysJson) {
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(-0.0), "0");
  EXPECT_EQ(number(1e300), "1e+300");
  EXPECT_EQ(number(0.0 / 1.0 - 2.5), "-2.5");
  EXPECT_EQ(number(__builtin_nan("")), "null");
}

TEST(Text, Decoding) {
  EXPECT_EQ(percent_decode("a%20b+c", true), "a b c");
  EXPECT_EQ(percent_decode("a%20b+c", false), "a b+c");
  EXPECT_EQ(percent_decode("%2541%4", true), "%41%4");
  EXPECT_EQ(percent_decode("%zz%", true), "%zz%");
  EXPECT_EQ(base64_decode("d2FtcHA6eGFtcHA="), "wampp:xampp");
  EXPECT_EQ(base64_decode("_-8"), "\xff\xef");
  EXPECT_EQ(base64_decode("!"), "");
  EXPECT_EQ(lower("AbC\xc3"), "abc\xc3");
  EXPECT_EQ(trim(" \r\n a b\t"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_TRUE(iequals("Host", "hOST"));
  EXPECT_FALSE(iequals("Host", "Hos"));
}

TEST(Utf8, RoundTripsEveryCodePoint) {
  for (char32_t point = 0; point < 0x110000; ++point) {
    if (point >= 0xd800 && point < 0xe000) continue;
    std::string text;
    put_utf8(text, point);
    const Utf8 c = utf8_front(text);
    ASSERT_TRUE(c.valid && c.point == point && c.length == text.size()) << static_cast<uint32_t>(point);
  }
}

}  // namespace
}  // namespace culprit
