#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::read;
using test::Reading;
using test::Writer;

constexpr uint32_t kMicro = 0xa1b2c3d4, kNano = 0xa1b23c4d, kPatched = 0xa1b2cd34;
constexpr uint32_t kStart = 1'299'262'801;

/// A file under construction.
struct File : Writer {
  explicit File(uint32_t magic = kMicro, bool big_endian = false, uint32_t link = 1, uint16_t minor = 4)
      : Writer{big_endian, {}}, patched(magic == kPatched) {
    u32(magic).u16(2).u16(minor).u32(0).u32(0).u32(65535).u32(link);
  }
  File& record(uint32_t seconds, uint32_t fraction, std::string_view data, uint32_t wire,
               uint8_t packet_type = 0) {
    header(seconds, fraction, static_cast<uint32_t>(data.size()), wire);
    if (patched) number(2, 4).u16(0x800).number(packet_type, 1).number(0, 1);
    text(data);
    return *this;
  }
  File& header(uint32_t seconds, uint32_t fraction, uint32_t captured, uint32_t wire) {
    u32(seconds).u32(fraction).u32(captured).u32(wire);
    return *this;
  }
  File& text(std::string_view bytes) {
    Writer::text(bytes);
    return *this;
  }
  bool patched;
};

File sample(uint32_t magic = kMicro, bool big = false) {
  File file(magic, big);
  file.record(kStart, 5, "first frame", 60)
      .record(kStart, 7, "", 40)
      .record(kStart + 1, 999'999, "third", 5, 4);
  return file;
}

TEST(Pcap, ReadsEveryMagicNumberInBothByteOrders) {
  for (const uint32_t magic : {kMicro, kNano, kPatched}) {
    for (const bool big : {false, true}) {
      const Reading got = read(sample(magic, big).out);
      const int64_t unit = magic == kNano ? 1 : 1000;
      ASSERT_EQ(got.frames.size(), 3u);
      EXPECT_EQ(got.frames[0].ns, kStart * kSecond + 5 * unit);
      EXPECT_EQ(got.frames[0].data, "first frame");
      EXPECT_EQ(got.frames[0].wire, 60u);
      EXPECT_EQ(got.frames[1].data, "");
      EXPECT_EQ(got.frames[2].ns, (kStart + 1) * kSecond + 999'999 * unit);
      EXPECT_EQ(got.frames[2].number, 3u);
      EXPECT_EQ(got.info.interfaces.at(0).time_digits, magic == kNano ? 9 : 6);
      EXPECT_EQ(got.info.interfaces.at(0).snaplen, 65535u);
      EXPECT_EQ(got.info.packets, 3u);
      EXPECT_EQ(got.info.wire_bytes, 105u);
      EXPECT_TRUE(got.info.damage.empty());
      EXPECT_FALSE(got.info.truncated);
    }
  }
}

TEST(Pcap, PatchedRecordsTellTheDirection) {
  const Reading got = read(sample(kPatched).out);
  EXPECT_EQ(got.frames[0].direction, Direction::inbound);
  EXPECT_EQ(got.frames[2].direction, Direction::outbound);
}

TEST(Pcap, MasksTheUpperBitsOfTheLinkType) {
  const Reading got = read(File(kMicro, true, 0x2400'0071).record(kStart, 0, "x", 1).out);
  EXPECT_EQ(got.frames.at(0).link, link::linux_sll);
}

TEST(Pcap, AnyPieceSizeAndBatchGivesTheSame) {
  for (const bool big : {false, true}) {
    const std::string bytes = sample(kMicro, big).out;
    const auto whole = read(bytes).summary();
    for (size_t piece = 1; piece <= bytes.size(); ++piece) {
      EXPECT_EQ(read(bytes, piece).summary(), whole) << piece;
      EXPECT_EQ(read(bytes, piece, 1).summary(), whole) << piece;
    }
  }
}

TEST(Pcap, CutAnywhereGivesTheFramesBeforeTheCut) {
  const std::string bytes = sample().out;
  const std::vector<size_t> borders{24, 24 + 16 + 11, 24 + 32 + 11, bytes.size()};
  for (size_t size = 4; size <= bytes.size(); ++size) {
    const Reading got = read(std::string_view(bytes).substr(0, size));
    const auto border = std::ranges::find(borders, size);
    EXPECT_EQ(got.info.truncated, border == borders.end()) << size;
    EXPECT_EQ(got.damage("cut-record"), border == borders.end() ? 1u : 0u) << size;
    const auto whole = std::ranges::count_if(borders, [&](size_t b) { return b > 24 && b <= size; });
    EXPECT_EQ(got.frames.size(), static_cast<size_t>(whole)) << size;
  }
}

TEST(Pcap, TellsWhereTheCutRecordBegins) {
  std::string bytes = sample().out;
  bytes.resize(bytes.size() - 2);
  const Reading got = read(bytes);
  ASSERT_EQ(got.info.damage.size(), 1u);
  EXPECT_EQ(got.info.damage[0].offset, 24u + 16 + 11 + 16);
  EXPECT_EQ(got.info.damage[0].frame, 2u);
}

TEST(Pcap, CapturedLongerThanTheWireIsCountedOnce) {
  File file;
  for (int i = 0; i < 100; ++i) file.record(kStart, 0, "12345", 2);
  const Reading got = read(file.out, 7);
  EXPECT_EQ(got.frames.at(99).wire, 5u);
  ASSERT_EQ(got.info.damage.size(), 1u);
  EXPECT_EQ(got.info.damage[0].code, "longer-than-wire");
  EXPECT_EQ(got.info.damage[0].count, 100u);
}

TEST(Pcap, OldVersionsMaySwapTheLengths) {
  File file(kMicro, false, 1, 2);
  file.header(kStart, 0, 60, 3).text("abc").header(kStart, 0, 4, 4).text("defg");
  const Reading got = read(file.out, 1);
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(got.frames[0].data, "abc");
  EXPECT_EQ(got.frames[0].wire, 60u);
  EXPECT_TRUE(got.info.damage.empty());
}

// ---- damage

std::string garbage(size_t size) {
  std::string out;
  for (uint64_t i = 0; out.size() < size; ++i) out += static_cast<char>(mix(i) | 0x80);
  return out;
}

TEST(Pcap, FindsTheNextRecordBehindAnAbsurdLength) {
  File file;
  file.record(kStart, 1, "before", 6).header(kStart, 2, 0x7fff'ffff, 0x7fff'ffff).text(garbage(1000));
  const size_t resumed = file.out.size();
  file.record(kStart + 2, 3, "after", 5).record(kStart + 3, 4, "last", 4);
  const Reading got = read(file.out);
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_EQ(got.frames[1].data, "after");
  EXPECT_EQ(got.damage("absurd-length"), 1u);
  EXPECT_EQ(got.damage("skipped-bytes"), resumed - (24 + 16 + 6));
  EXPECT_FALSE(got.info.truncated);
  EXPECT_FALSE(got.stuck);
  for (const size_t piece : {1, 2, 3, 15, 16, 17, 100, 1000, 1030}) {
    EXPECT_EQ(read(file.out, piece).summary(), got.summary()) << piece;
  }
}

TEST(Pcap, ARecordWithoutAFollowerIsNotTrusted) {
  File file;
  file.record(kStart, 1, "before", 6).header(kStart, 2, 0x7fff'ffff, 1).record(kStart, 3, "after", 5);
  const Reading got = read(file.out);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_TRUE(got.info.truncated);
  EXPECT_EQ(got.damage("skipped-bytes"), 16u + 16 + 5);
}

TEST(Pcap, GivesUpAfterOneMebibyte) {
  File file;
  file.record(kStart, 1, "before", 6).header(kStart, 2, 0x7fff'ffff, 1).text(garbage(3 << 20));
  file.record(kStart, 3, "after", 5).record(kStart, 3, "after", 5);
  const Reading got = read(file.out, 65536);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_TRUE(got.info.truncated);
  EXPECT_TRUE(got.stuck);
}

TEST(Pcap, AHoleOfZerosIsNoHeapOfEmptyFrames) {
  File file;
  file.record(kStart, 1, "before", 6).text(std::string(4096, '\0'));
  file.record(kStart, 3, "after", 5).record(kStart, 4, "last", 4);
  const Reading got = read(file.out);
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_EQ(got.damage("zero-filled"), 1u);
  EXPECT_EQ(got.damage("skipped-bytes"), 4096u);
  EXPECT_EQ(read(file.out, 1).summary(), got.summary());
}

TEST(Pcap, TheAccountOfDamageIsBounded) {
  File file;
  for (uint32_t i = 0; i < 1000; ++i) {
    file.record(kStart, 1, "a", 1).record(kStart, 2, "b", 1).header(kStart, 3, 0x7fff'ffff, 1);
  }
  const Reading got = read(file.out);
  EXPECT_EQ(got.damage("absurd-length"), 1000u);
  EXPECT_LE(got.info.damage.size(), 64u);
  EXPECT_GT(got.frames.size(), 1900u);
}

TEST(Pcap, EveryLengthOfTheFirstRecordIsSurvived) {
  for (int bit = 0; bit < 32; ++bit) {
    for (const uint32_t delta : {0u, 1u, 0xffff'ffffu}) {
      const uint32_t length = (1u << bit) + delta;
      File file;
      file.header(kStart, 1, length, length)
          .text(garbage(64))
          .record(kStart, 2, "x", 1)
          .record(kStart, 3, "y", 1);
      const Reading got = read(file.out, 33);
      for (const test::Seen& frame : got.frames) EXPECT_LE(frame.data.size(), file.out.size());
      EXPECT_EQ(got.info.packets, got.frames.size());
    }
  }
}

// ---- relatives that the magic number does not tell apart

/// A file whose records have headers of `size` bytes; `mark` fills what the usual ones do not have.
std::string relative(uint32_t magic, size_t size, bool big) {
  Writer w{big, {}};
  w.u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1);
  for (uint32_t i = 0; i < 4; ++i) {
    w.u32(kStart + i).u32(i).u32(60).u32(1000);
    if (size == 20) w.out += std::string("\x01\x96\xbf\x9f", 4);
    if (size >= 24) w.u32(3).u16(0x800).number(4, 1).number(0, 1);
    if (size == 28) w.u32(0);
    w.text(std::string(60, static_cast<char>('a' + i)));
  }
  return w.out;
}

TEST(Pcap, TellsRelativesByTheirFirstRecords) {
  struct Kind {
    uint32_t magic;
    size_t size;
  };
  for (const Kind kind :
       {Kind{kMicro, 16}, Kind{kMicro, 24}, Kind{kMicro, 20}, Kind{kPatched, 24}, Kind{kPatched, 28}}) {
    for (const bool big : {false, true}) {
      const std::string bytes = relative(kind.magic, kind.size, big);
      const Reading got = read(bytes);
      ASSERT_EQ(got.frames.size(), 4u) << kind.size;
      EXPECT_EQ(got.frames[3].data, std::string(60, 'd'));
      EXPECT_EQ(got.frames[3].direction, kind.size >= 24 ? Direction::outbound : Direction::unknown);
      EXPECT_TRUE(got.info.damage.empty());
      for (const size_t piece : {1, 7, 100}) EXPECT_EQ(read(bytes, piece, 1).summary(), got.summary());
      for (size_t cut = 25; cut < bytes.size(); cut += 9)
        EXPECT_LE(read(std::string_view(bytes).substr(0, cut)).frames.size(), 4u);
    }
  }
}

TEST(Pcap, ReadsWhatIxiaWrites) {
  for (const uint32_t magic : {0x1c0001acu, 0x1c0001abu}) {
    Writer w;
    w.u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1).u32(99);
    w.u32(kStart).u32(5).u32(3).u32(3).text("abc");
    const Reading got = read(w.out, 10);
    ASSERT_EQ(got.frames.size(), 1u);
    EXPECT_EQ(got.frames[0].ns, kStart * kSecond + (magic == 0x1c0001ac ? 5 : 5000));
    EXPECT_EQ(got.frames[0].data, "abc");
  }
}

TEST(Pcap, AixHasTypesAndTimesOfItsOwn) {
  Writer w;
  w.u32(kMicro).u16(2).u16(2).u32(0).u32(0).u32(65535).u32(6);
  w.u32(kStart).u32(999'999'999).u32(3).u32(3).text("abc");
  const Reading got = read(w.out);
  ASSERT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.frames[0].link, link::ethernet);
  EXPECT_EQ(got.frames[0].ns, kStart * kSecond + 999'999'999);
}

TEST(Pcap, UsbPacketsMayBeLarge) {
  File file(kMicro, false, 220);
  file.record(kStart, 0, std::string(1 << 20, 'u'), 1 << 20);
  EXPECT_EQ(read(file.out, 65536).frames.size(), 1u);
}

}  // namespace
}  // namespace culprit::capture
