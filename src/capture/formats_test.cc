// Formats beside pcap and pcapng: a small file of each, whole, in pieces, cut and damaged.
#include <gtest/gtest.h>

#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::read;
using test::Reading;
using test::Writer;

constexpr uint32_t kStart = 1'299'262'801;

std::string snoop(uint32_t network = 4, uint32_t padding = 3) {
  Writer w{true, {}};
  w.text(std::string_view("snoop\0\0\0", 8)).u32(2).u32(network);
  for (uint32_t i = 0; i < 3; ++i)
    w.u32(100)
        .u32(5)
        .u32(24 + 5 + padding)
        .u32(i * 7)
        .u32(kStart + i)
        .u32(5)
        .text("hello")
        .text(std::string(padding, '\0'));
  return w.out;
}

std::string erf(uint8_t type = 2) {
  Writer w{true, {}};
  for (uint64_t i = 0; i < 3; ++i) {
    Writer stamp;
    stamp.u64((kStart + i) << 32 | 0x80000000);
    w.text(stamp.out).number(type | 0x80u, 1).number(4, 1).u16(16 + 8 + 2 + 60).u16(i).u16(60);
    w.text(std::string(8, '\x03'))
        .text(std::string(2, '\0'))
        .text(std::string(60, static_cast<char>('a' + i)));
  }
  return w.out;
}

std::string netmon(bool second) {
  Writer w;
  w.text(second ? "GMBU" : "RTSS").number(second ? 1 : 1, 1).number(second ? 2 : 1, 1).u16(1);
  w.u16(2011).u16(3).u16(5).u16(4).u16(18).u16(20).u16(1).u16(500);
  const size_t frame = second ? 16 + 6 + 2 : 8 + 6;
  w.u32(128 + 2 * frame).u32(8);
  w.out.resize(128);
  for (uint32_t i = 0; i < 2; ++i) {
    if (second)
      w.u64(i * 1000).u32(90).u32(6).text("frame" + std::to_string(i)).u16(0xe000 + 113);
    else
      w.u32(i).u16(90).u16(6).text("frame" + std::to_string(i));
  }
  return w.u32(128).u32(128 + frame).out;
}

void expect_robust(const std::string& bytes) {
  const auto whole = read(bytes).summary();
  for (size_t piece = 1; piece < bytes.size(); piece += 5)
    EXPECT_EQ(read(bytes, piece, 1).summary(), whole) << piece;
  size_t before = 0;
  for (size_t size = 40; size < bytes.size(); ++size) {
    const Reading got = read(std::string_view(bytes).substr(0, size));
    EXPECT_GE(got.frames.size(), before);
    before = got.frames.size();
  }
  for (size_t bit = 0; bit < bytes.size() * 8; bit += 3) {
    std::string bad = bytes;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_EQ(read(bad, 17, 1).summary(), read(bad, 17).summary()) << bit;
  }
}

TEST(Snoop, IsRead) {
  const Reading got = read(snoop());
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_EQ(got.frames[1].data, "hello");
  EXPECT_EQ(got.frames[1].wire, 100u);
  EXPECT_EQ(got.frames[1].ns, (kStart + 1) * kSecond + 5000);
  EXPECT_EQ(got.frames[1].link, link::ethernet);
  EXPECT_EQ(got.info.dropped, 14u);
  expect_robust(snoop());
}

// In Surveyor's files, which are told by their large padding, 12 is gigabit Ethernet.
TEST(Snoop, SurveyorHasNumbersOfItsOwn) {
  EXPECT_EQ(read(snoop(12, 19)).frames.at(0).link, link::ethernet);
  EXPECT_EQ(read(snoop(12, 3)).frames.at(0).link, 0xffff);
}

TEST(Snoop, ALengthThatCannotBeEndsReadingWithAWord) {
  std::string bytes = snoop();
  bytes[16 + 32 + 8] = '\x7f';
  const Reading got = read(bytes);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.damage("absurd-length"), 1u);
  EXPECT_TRUE(got.info.truncated);
}

TEST(Erf, IsReadWithItsExtensions) {
  const Reading got = read(erf());
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_EQ(got.frames[2].data, std::string(60, 'c'));
  EXPECT_EQ(got.frames[2].ns, (kStart + 2) * kSecond + kSecond / 2);
  EXPECT_EQ(got.info.dropped, 3u);
  expect_robust(erf());
}

TEST(Erf, IsNotGuessedWhereAMarkTellsOtherwise) {
  std::string bytes = erf();
  bytes.replace(0, 4, std::string("XCP\0", 4));
  const auto opened = open_reader(Bytes{bytes}, 0);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("NetXRay"), std::string::npos);
}

TEST(Netmon, BothVersionsAreRead) {
  for (const bool second : {false, true}) {
    const Reading got = read(netmon(second));
    ASSERT_EQ(got.frames.size(), 2u);
    EXPECT_EQ(got.frames[1].data, "frame1");
    EXPECT_EQ(got.frames[1].wire, 90u);
    EXPECT_EQ(got.frames[1].ns, kStart * kSecond + 501 * kMillisecond);
    EXPECT_EQ(got.frames[1].link, second ? link::linux_sll : link::ethernet);
    EXPECT_FALSE(got.info.truncated);
    expect_robust(netmon(second));
  }
}

TEST(BtSnoop, IsRead) {
  Writer w{true, {}};
  w.text(std::string_view("btsnoop\0", 8)).u32(1).u32(1002);
  w.u32(4).u32(4).u32(1).u32(0).u64(0x00dcddb30f2f8000 + kStart * 1'000'000ULL).text("abcd");
  const Reading got = read(w.out);
  ASSERT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.frames[0].ns, kStart * kSecond);
  EXPECT_EQ(got.frames[0].direction, Direction::inbound);
}

std::string packet() {
  std::string out("\x45\0\0\x1c\0\1\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\2\0\x35\0\x35\0\x08\0\0", 28);
  return out;
}

TEST(Hexdump, ReadsTheDumpsOfManyPrograms) {
  for (const std::string_view text : {
           std::string_view(
               "18:20:01.5 IP 192.0.2.1.53 > 192.0.2.2.53: UDP, length 0\n\t0x0000:  4500 001c 0001 0000 "
               "4011 0000 c000 0201  "
               "E.......@.......\n\t0x0010:  c000 0202 0035 0035 0008 0000            .....5.5....\n"),
           std::string_view("00000000  45 00 00 1c 00 01 00 00  40 11 00 00 c0 00 02 01  "
                            "|E.......@.......|\n00000010  c0 00 02 02 00 35 00 35  00 08 "
                            "00 00              |.....5.5....|\n0000001c\n"),
           std::string_view("00000000: 4500 001c 0001 0000 4011 0000 c000 0201  E.......@.......\n00000010: "
                            "c000 0202 0035 0035 0008 0000            .....5.5....\n"),
           std::string_view("0000   45 00 00 1c 00 01 00 00 40 11 00 00 c0 00 02 01   E.......@.......\n0010 "
                            "  c0 00 02 02 00 35 00 35 00 08 00 00      "
                            "         .....5.5....\n"),
       }) {
    const Reading got = read(text);
    ASSERT_EQ(got.frames.size(), 1u) << text;
    EXPECT_EQ(got.frames[0].data, packet()) << text;
    EXPECT_EQ(got.frames[0].link, link::raw);
  }
}

TEST(Hexdump, SeveralPacketsWithTheirTimes) {
  const std::string text =
      "  1   0.000000 192.0.2.1 -> 192.0.2.2 UDP 60 53 > 53\n\n0000  02 00 c0 00 02 14 02 00 c0 00 02 01 08 "
      "00 45 00   ..............E.\n0010  00 1c\n\n"
      "  2   1.500000 192.0.2.1 -> 192.0.2.2 UDP 60 53 > 53\n\n0000  02 00 c0 00 02 14 02 00 c0 00 02 01 08 "
      "06 00 01   ................\n";
  const Reading got = read(text);
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(got.frames[0].data.size(), 18u);
  EXPECT_EQ(got.frames[1].ns, 1'500'000'000);
  EXPECT_EQ(got.frames[1].link, link::ethernet);
  EXPECT_EQ(got.damage("list-no-date"), 1u);
  const auto whole = got.summary();
  for (size_t piece = 1; piece < text.size(); piece += 3) {
    auto reader = open_reader(Bytes{text}, 0);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read(**reader, text, piece, 1).summary(), whole) << piece;
  }
}

TEST(Hexdump, ALineThatDoesNotFollowIsCounted) {
  const Reading got = read("0000  45 00 00 1c 00 01 00 00 40 11\n0020  00 00\n");
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.damage("dump-gap"), 1u);
}

}  // namespace
}  // namespace culprit::capture
