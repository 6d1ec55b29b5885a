// Formats of analysers of the past: a small file of each, whole, in pieces, cut and damaged. That they are
// what Wireshark reads and writes is tested by tests/golden/formats.py.
#include <gtest/gtest.h>

#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::read;
using test::Reading;
using test::Writer;

constexpr int64_t kStart = 1'299'262'801;  // 2011-03-04 18:20:01
constexpr int64_t kMidnight = kStart - (18 * 3600 + 20 * 60 + 1);
const std::string kOne(60, 'a'), kTwo(70, 'b');

std::string five_view() {
  Writer w;
  w.u32(0xaaaaaaaa).u32(32).u32(0x10000).u32(24).u32(0x18001000).text(std::string(12 + 24, '\0'));
  const auto record = [&](uint32_t subtype, const std::string& data, uint32_t second) {
    w.u32(0x3333eeee).u16(36).u16(0x4000).u32(0x80000000).u32(subtype).u32(data.size()).u32(1);
    w.u32(static_cast<uint64_t>(kStart) + second).u32(500'000'000).u32(0).text(data);
  };
  record(0, kOne, 0);
  record(7, "an alarm", 0);
  record(0, kTwo, 1);
  return w.out;
}

Writer& date(Writer& w, unsigned second) {
  return w.u16(2011).number(3, 1).number(4, 1).number(18, 1).number(20, 1).number(second, 1);
}

std::string commview() {
  Writer w;
  for (const bool second : {false, true}) {
    const std::string& data = second ? kTwo : kOne;
    date(w.u16(data.size()).u16(data.size()).number(0, 1), second ? 2 : 1).u32(500'000);
    w.text(std::string(8, '\0')).text(data);
  }
  return w.out;
}

std::string commview_ncfx(bool radio = false) {
  Writer w;
  for (const bool second : {false, true}) {
    const std::string& data = second ? kTwo : kOne;
    date(w.u32(20 + (radio ? 24 : 0) + data.size()), second ? 2 : 1).u32(500'000);
    w.number(radio ? 1 : 0, 1).text(std::string(4, '\0'));
    if (radio) w.u16(24).text(std::string(22, '\1'));
    w.text(data);
  }
  return w.out;
}

std::string lanalyzer() {
  Writer w;
  w.u16(0x1001).u16(20).number(1, 1).number(5, 1).text(std::string(18, 'T'));
  w.u16(0x1002).u16(210).number(4, 1).number(3, 1).u16(2011).text(std::string(184, '\0')).u16(226);
  w.text(std::string(20, '\0'));
  for (const bool second : {false, true}) {
    const std::string& data = second ? kTwo : kOne;
    const uint64_t ticks =
        static_cast<uint64_t>(kStart - kMidnight) * 2'000'000 + (second ? 3'000'000 : 1'000'000);
    w.u16(0x1005).u16(32 + data.size()).u16(1).u16(8).u16(data.size() + 4).u16(data.size());
    w.number(ticks, 6).text(std::string(18, '\0')).text(data);
  }
  return w.out;
}

std::string visual() {
  Writer w;
  w.text("\x05VNF").u32(2).u32(static_cast<uint64_t>(kStart)).u16(6).u16(1500).u16(1).u16(1);
  w.out.resize(192);
  for (const bool second : {false, true}) {
    const std::string& data = second ? kTwo : kOne;
    w.u32(second ? 1500 : 500).u16(data.size() + 4).u16(data.size()).text(std::string(12, '\0')).text(data);
  }
  return w.u32(192).u32(272).out;  // where they are
}

std::string observer() {
  Writer w;
  w.text("ObserverPktBufferVersion=15.00").number(0, 2).u16(48).number(0, 1).number(1, 1);
  w.u16(4).u16(12).u32(0).u32(1);
  const auto record = [&](uint8_t kind, const std::string& data, uint64_t half_seconds) {
    w.u32(0x88888888).u32(100).u16(data.size()).u16(data.size() + 4).u16(48).u16(48 + data.size());
    w.number(0, 1).number(0, 1).number(0, 1).number(kind, 1).u32(0).u64(1).u64(1);
    w.u64(static_cast<uint64_t>(kStart - 946'684'800) * 1'000'000'000 + half_seconds * 500'000'000)
        .text(data);
  };
  record(0, kOne, 1);
  record(1, "a note of the expert", 1);
  record(0, kTwo, 3);
  return w.text(std::string(64, '\0')).out;
}

std::string iptrace(bool second) {
  Writer w{true, {}};
  w.text(second ? "iptrace 2.0" : "iptrace 1.0");
  for (const bool last : {false, true}) {
    const std::string& data = last ? kTwo : kOne;
    const auto seconds = static_cast<uint64_t>(kStart) + (last ? 1 : 0);
    w.u32((second ? 32 : 22) + data.size()).u32(seconds).u32(0).text(std::string("en\0\0", 4));
    w.text(std::string(12, ' ')).number(6, 1).number(last ? 1 : 0, 1);
    if (second) w.u16(0).u32(seconds).u32(500'000'000);
    w.text(data);
  }
  return w.out;
}

std::string nettl() {
  Writer w{true, {}};
  w.text(std::string("TR\0\x64\0\0\0\0\0\0\0\x80", 12)).text(std::string(116, '\0'));
  const auto record = [&](uint16_t subsystem, uint32_t kind, const std::string& data, uint32_t second) {
    w.u16(68)
        .u16(subsystem)
        .u32(0)
        .u32(0)
        .u32(kind)
        .text(std::string(16, '\0'))
        .u32(data.size())
        .u32(data.size());
    w.u32(static_cast<uint64_t>(kStart) + second).u32(500'000).text(std::string(20, '\0')).text(data);
  };
  record(210, 0x20000000, kOne, 0);
  record(0, 0x01000000, "a line of a log", 0);
  record(210, 0x10000000, kTwo, 1);
  return w.out;
}

std::string sniffer() {
  Writer w;
  w.text("TRSNIFF data    \x1a").u16(1).u16(18).u16(0);
  w.u16(4)
      .u16(0)
      .u16(0)
      .u16(31 << 9 | 3 << 5 | 4)
      .number(4, 1)
      .number(1, 1)
      .number(1, 1)
      .number(5, 1)
      .text(std::string(6, '\0'));
  for (const bool second : {false, true}) {  // microseconds
    const std::string& data = second ? kTwo : kOne;
    const uint64_t ticks =
        static_cast<uint64_t>(kStart - kMidnight) * 1'000'000 + (second ? 1'500'000 : 500'000);
    w.u16(4)
        .u16(14 + data.size())
        .u16(0)
        .number(ticks, 5)
        .number(0, 1)
        .u16(data.size())
        .u16(0)
        .u16(0)
        .u16(0)
        .text(data);
  }
  return w.u16(3).u16(0).u16(0).out;
}

std::string netxray(const char* version) {
  Writer w;
  const bool second = version[2] == '2';
  const uint64_t ticks = std::string_view(version) == "001.000" ? 1000 : 1'000'000;
  w.text(std::string("XCP\0", 4))
      .text(version)
      .number(0, 1)
      .u32(static_cast<uint64_t>(kStart))
      .u32(2)
      .u32(0)
      .u32(128);
  w.u32(128 + 2 * (second ? 40 : 28) + 130)
      .u32(0)
      .u32(0)
      .u32(0)
      .number(0, 1)
      .number(0, 1)
      .u16(0)
      .u32(0)
      .u64(77);
  w.out.resize(128);
  for (const bool last : {false, true}) {
    const std::string& data = last ? kTwo : kOne;
    w.u64(77 + ticks / 2 + (last ? ticks : 0)).u16(data.size()).u16(data.size());
    w.text(std::string(second ? 28 : 16, '\0')).text(data);
  }
  return w.text("what Sniffer keeps behind the packets").out;
}

void expect_two(const Reading& got, std::string_view what, uint16_t link = link::ethernet,
                int64_t half = kSecond / 2) {
  ASSERT_EQ(got.frames.size(), 2u) << what;
  EXPECT_EQ(got.frames[0].data, kOne) << what;
  EXPECT_EQ(got.frames[1].data, kTwo) << what;
  EXPECT_EQ(got.frames[0].ns, kStart * kSecond + half) << what;
  EXPECT_EQ(got.frames[1].ns, (kStart + 1) * kSecond + half) << what;
  EXPECT_EQ(got.frames[1].wire, kTwo.size()) << what;
  EXPECT_EQ(got.frames[0].link, link) << what;
  EXPECT_FALSE(got.info.truncated) << what;
}

// `header` = bytes without which it is not recognised.
void expect_robust(const std::string& bytes, size_t header) {
  const auto whole = read(bytes).summary();
  for (size_t piece = 1; piece < bytes.size(); piece += 7)
    EXPECT_EQ(read(bytes, piece, 1).summary(), whole) << piece;
  size_t before = 0;
  for (size_t size = header; size < bytes.size(); size += 3) {
    const Reading got = read(std::string_view(bytes).substr(0, size));
    EXPECT_GE(got.frames.size(), before) << size;
    before = got.frames.size();
  }
  for (size_t bit = 0; bit < bytes.size() * 8; bit += 5) {
    std::string bad = bytes;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_EQ(read(bad, 17, 1).summary(), read(bad, 17).summary()) << bit;
  }
}

struct Old {
  const char* format;
  std::string bytes;
  size_t header;
};

TEST(OldFormats, AreReadAndSurviveDamage) {
  for (const Old& old :
       {Old{"5view", five_view(), 32}, Old{"commview", commview(), 24},
        Old{"commview-ncfx", commview_ncfx(), 20}, Old{"lanalyzer", lanalyzer(), 16},
        Old{"visual", visual(), 20}, Old{"observer", observer(), 36}, Old{"iptrace", iptrace(true), 11},
        Old{"nettl", nettl(), 12}, Old{"sniffer", sniffer(), 41}, Old{"netxray", netxray("001.000"), 128},
        Old{"netxray", netxray("001.100"), 128}, Old{"netxray", netxray("002.002"), 128}}) {
    const Reading got = read(old.bytes);
    EXPECT_EQ(got.info.format, old.format);
    expect_two(got, old.format);
    expect_robust(old.bytes, old.header);
  }
}

TEST(OldFormats, IptraceOneHasSecondsOnly) {
  expect_two(read(iptrace(false)), "iptrace 1", link::ethernet, 0);
  EXPECT_EQ(read(iptrace(false)).frames.at(1).direction, Direction::outbound);
}

TEST(OldFormats, RadioOfCommViewHasAHeaderOfItsOwn) { expect_two(read(commview_ncfx(true)), "wlan", 105); }

TEST(OldFormats, ALogLineOfNettlKeepsItsNumber) {
  const Reading got = read(nettl());
  EXPECT_EQ(got.frames.at(1).number, 3u);
  EXPECT_EQ(got.damage("not-a-packet"), 1u);
  EXPECT_EQ(got.frames.at(0).direction, Direction::inbound);
}

TEST(OldFormats, WhatIsCompressedOrInACircleIsRefusedWithTheCommandThatConverts) {
  std::string compressed = sniffer(), circle = netxray("002.002");
  compressed[17 + 6 + 10] = 2;
  circle[24] = '\xff';
  circle[25] = '\xff';
  for (const std::string& bytes : {compressed, circle}) {
    const auto opened = open_reader(Bytes{bytes}, 0);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().next.find("editcap -F pcapng"), std::string::npos);
  }
}

TEST(OldFormats, K12Text) {
  const std::string text =
      "+---------+---------------+----------+\r\n18:20:01,355,963   ETHER\r\n|0   "
      "|02|00|c0|00|02|14|02|00|c0|00|"
      "02|01|08|00|45|00|\r\n\r\n+---------+---------------+----------+\r\n18:20:02,000,001   ETHER\r\n"
      "|0   |02|00|c0|00|02|14|02|00|c0|00|02|01|08|06|\r\n\r\n"
      "18:20:02,000,001   ETHER\r\n|0   |\r\n";
  const Reading got = read(text);
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_EQ(got.frames[0].data.size(), 16u);
  EXPECT_EQ(got.frames[0].link, link::ethernet);
  EXPECT_EQ(got.frames[0].ns, (kStart - kMidnight) * kSecond + 355'963'000);
  EXPECT_EQ(got.frames[1].data, std::string("\x02\0\xc0\0\x02\x14\x02\0\xc0\0\x02\x01\x08\x06", 14));
  EXPECT_EQ(got.damage("list-no-date"), 1u);
  for (size_t piece = 1; piece < text.size(); piece += 3) {
    auto reader = open_reader(Bytes{text}, 0);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read(**reader, text, piece, 1).summary(), got.summary()) << piece;
  }
}

}  // namespace
}  // namespace culprit::capture
