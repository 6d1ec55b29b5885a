#include <gtest/gtest.h>

#include <algorithm>

#include "capture/clock.h"
#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::read;
using test::Reading;
using test::Writer;

constexpr uint64_t kStamp = 1'299'262'801'000'005;  // microseconds

/// Blocks under construction.
struct File {
  explicit File(bool big_endian = false) : big(big_endian) {}

  Writer body() const { return {big, {}}; }
  static Writer& option(Writer& w, uint16_t code, std::string_view value) {
    return w.u16(code).u16(value.size()).text(value).pad();
  }
  File& block(uint32_t type, std::string_view content) {
    Writer w{big, {}};
    w.u32(type).u32(content.size() + 12).text(content).u32(content.size() + 12);
    out += w.out;
    return *this;
  }
  File& section(std::string_view options = {}) {
    return block(0x0a0d0d0a, body().u32(0x1a2b3c4d).u16(1).u16(0).u64(UINT64_MAX).text(options).out);
  }
  File& interface(uint16_t link = 1, uint32_t snaplen = 0, std::string_view options = {}) {
    return block(1, body().u16(link).u16(0).u32(snaplen).text(options).out);
  }
  File& packet(uint32_t id, uint64_t stamp, std::string_view data, uint32_t wire,
               std::string_view options = {}) {
    Writer w = body();
    w.u32(id).u32(stamp >> 32).u32(stamp).u32(data.size()).u32(wire).text(data).pad().text(options);
    return block(6, w.out);
  }
  std::string number(uint64_t value, int bytes) const { return body().number(value, bytes).out; }
  std::string options(uint16_t code, std::string_view value) const {
    Writer w = body();
    option(w, code, value);
    return w.u32(0).out;
  }

  bool big;
  std::string out;
};

File sample(bool big = false) {
  File f(big);
  f.section(f.options(4, "dumpcap")).interface(1, 262144, f.options(2, "eth0"));
  f.packet(0, kStamp, "first", 60, f.options(2, f.number(1, 4)));
  f.packet(0, kStamp + 2, "", 40, f.options(2, f.number(2, 4)));
  f.block(4, f.body().u32(0).out);
  f.packet(0, kStamp + 1'000'000, "third frame", 11, f.options(1, "look here"));
  f.block(5, f.body().u32(0).u64(0).text(f.options(5, f.number(17, 8))).out);
  return f;
}

TEST(Pcapng, ReadsBothByteOrders) {
  for (const bool big : {false, true}) {
    const Reading got = read(sample(big).out);
    ASSERT_EQ(got.frames.size(), 3u);
    EXPECT_EQ(got.frames[0].ns, static_cast<int64_t>(kStamp) * 1000);
    EXPECT_EQ(got.frames[0].data, "first");
    EXPECT_EQ(got.frames[0].wire, 60u);
    EXPECT_EQ(got.frames[0].direction, Direction::inbound);
    EXPECT_EQ(got.frames[1].direction, Direction::outbound);
    EXPECT_EQ(got.frames[2].direction, Direction::unknown);
    EXPECT_EQ(got.frames[2].number, 3u);
    EXPECT_EQ(got.info.tool, "dumpcap");
    EXPECT_EQ(got.info.interfaces.at(0).name, "eth0");
    EXPECT_EQ(got.info.interfaces.at(0).snaplen, 262144u);
    EXPECT_EQ(got.info.comments, (std::vector<Comment>{{3, "look here"}}));
    EXPECT_EQ(got.info.dropped, 17u);
    EXPECT_EQ(got.info.wire_bytes, 111u);
    EXPECT_TRUE(got.info.damage.empty());
    EXPECT_FALSE(got.info.truncated);
  }
}

TEST(Pcapng, AnyPieceSizeAndBatchGivesTheSame) {
  for (const bool big : {false, true}) {
    const std::string bytes = sample(big).out;
    const auto whole = read(bytes).summary();
    for (size_t piece = 1; piece <= bytes.size(); ++piece) {
      EXPECT_EQ(read(bytes, piece).summary(), whole) << piece;
      EXPECT_EQ(read(bytes, piece, 1).summary(), whole) << piece;
    }
  }
}

TEST(Pcapng, CutAnywhereGivesTheFramesBeforeTheCut) {
  const std::string bytes = sample().out;
  size_t before = 0;
  for (size_t size = 12; size < bytes.size(); ++size) {
    const Reading got = read(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(got.info.truncated, got.damage("cut-record") == 1) << size;
    EXPECT_GE(got.frames.size(), before);
    before = got.frames.size();
  }
  EXPECT_EQ(before, 3u);
}

// ---- clocks

int64_t at(uint8_t resolution, uint64_t stamp, int64_t offset = 0) {
  Clock clock;
  clock.set_resolution(resolution);
  clock.set_offset(offset);
  return clock.time(stamp).ns;
}

TEST(PcapngClock, IsExactInEveryResolution) {
  EXPECT_EQ(Clock().time(1).ns, 1000);
  EXPECT_EQ(at(0, 3), 3 * kSecond);
  EXPECT_EQ(at(6, 7), 7000);
  EXPECT_EQ(at(9, 1'299'262'801'123'456'789), 1'299'262'801'123'456'789);
  EXPECT_EQ(at(12, 1999), 1);
  EXPECT_EQ(at(0x80 | 10, 1025), kSecond + 976'562);
  EXPECT_EQ(at(0x80 | 32, 3ULL << 31), kSecond + kSecond / 2);
  EXPECT_EQ(at(0x80 | 64, UINT64_MAX), kSecond - 1);
}

TEST(PcapngClock, AddsTheOffsetAndClipsWhatDoesNotFit) {
  EXPECT_EQ(at(6, 1, 1'299'262'801), 1'299'262'801 * kSecond + 1000);
  EXPECT_EQ(at(6, 0, -2), -2 * kSecond);
  EXPECT_EQ(at(0, UINT64_MAX), INT64_MAX);
  EXPECT_EQ(at(0, 0, INT64_MIN), INT64_MIN);
  for (int resolution = 0; resolution < 256; ++resolution)
    at(static_cast<uint8_t>(resolution), UINT64_MAX, INT64_MIN);
}

TEST(PcapngClock, TellsItsDigits) {
  const auto digits = [](uint8_t resolution) {
    Clock clock;
    clock.set_resolution(resolution);
    return clock.digits();
  };
  EXPECT_EQ(digits(3), 3);
  EXPECT_EQ(digits(12), 9);
  EXPECT_EQ(digits(0x80 | 10), 4);
  EXPECT_EQ(digits(0x80 | 64), 9);
}

TEST(Pcapng, EachInterfaceHasItsOwnClock) {
  File f;
  Writer options = f.body();
  File::option(options, 9, std::string(1, '\x09'));
  File::option(options, 14, f.number(1000, 8));
  f.section().interface().interface(113, 0, options.out);
  f.packet(0, 1, "a", 1).packet(1, 1, "b", 1);
  const Reading got = read(f.out);
  EXPECT_EQ(got.frames.at(0).ns, 1000);
  EXPECT_EQ(got.frames.at(1).ns, 1000 * kSecond + 1);
  EXPECT_EQ(got.frames.at(1).link, link::linux_sll);
  EXPECT_EQ(got.frames.at(1).interface, 1);
  EXPECT_EQ(got.info.interfaces.at(1).time_digits, 9);
}

// ---- sections and kinds of blocks

TEST(Pcapng, SectionsHaveByteOrdersOfTheirOwn) {
  const std::string both = sample(false).out + sample(true).out;
  const Reading got = read(both, 13);
  ASSERT_EQ(got.frames.size(), 6u);
  EXPECT_EQ(got.frames[5].ns, got.frames[2].ns);
  EXPECT_EQ(got.frames[5].number, 6u);
  EXPECT_EQ(got.info.interfaces.size(), 1u);  // the same one
  EXPECT_EQ(got.info.dropped, 34u);
  EXPECT_TRUE(got.info.damage.empty());
}

TEST(Pcapng, ReadsSimplePackets) {
  File f;
  f.section().interface(1, 4);
  f.packet(0, 9, "x", 1);
  f.block(3, f.body().u32(100).text("abcd").out);
  const Reading got = read(f.out);
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(got.frames[1].data, "abcd");
  EXPECT_EQ(got.frames[1].wire, 100u);
  EXPECT_EQ(got.frames[1].ns, 9000);
  EXPECT_EQ(got.damage("no-time"), 1u);
}

TEST(Pcapng, ReadsObsoletePacketsAndTheirLosses) {
  for (const bool big : {false, true}) {
    File f(big);
    f.section().interface();
    f.block(2, f.body().u16(0).u16(3).u32(0).u32(8).u32(2).u32(70).text("ab").pad().out);
    f.block(2, f.body().u16(0).u16(0xffff).u32(0).u32(9).u32(2).u32(70).text("cd").pad().out);
    const Reading got = read(f.out);
    ASSERT_EQ(got.frames.size(), 2u);
    EXPECT_EQ(got.frames[0].data, "ab");
    EXPECT_EQ(got.frames[1].ns, 9000);
    EXPECT_EQ(got.info.dropped, 3u);
  }
}

TEST(Pcapng, TheLastTotalOfLossesCounts) {
  File f;
  const auto total = [&](uint64_t n) {
    f.block(5, f.body().u32(0).u64(0).text(f.options(5, f.number(n, 8))).out);
  };
  f.section().interface().packet(0, 1, "a", 1, f.options(4, f.number(5, 8)));
  EXPECT_EQ(read(f.out).info.dropped, 5u);
  total(7);
  total(9);
  f.packet(0, 1, "a", 1, f.options(4, f.number(5, 8)));
  EXPECT_EQ(read(f.out).info.dropped, 9u);
}

TEST(Pcapng, BlocksThatWiresharkNumbersAreNumbered) {
  File f;
  f.section()
      .interface()
      .block(0xbad, "12345678")
      .packet(0, 1, "a", 1)
      .block(10, "12345678")
      .packet(0, 1, "b", 1);
  const Reading got = read(f.out);
  EXPECT_EQ(got.frames.at(0).number, 2u);
  EXPECT_EQ(got.frames.at(1).number, 3u);
  EXPECT_EQ(got.info.packets, 2u);
  EXPECT_GT(got.damage("not-a-packet"), 0u);
}

TEST(Pcapng, UnknownBlocksAreSkippedAndCounted) {
  File f;
  f.section().interface().block(0x1234, "12345678").block(0x1235, "").packet(0, 1, "a", 1);
  const Reading got = read(f.out);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.damage("unknown-block"), 2u);
}

// ---- what capturing tools note

TEST(Pcapng, NamesOfAddressesAreKept) {
  for (const bool big : {false, true}) {
    File f(big);
    Writer records = f.body();
    records.u16(1)
        .u16(4 + 16)
        .text("\xc0")
        .text(std::string_view("\0\2\1", 3))
        .text(std::string_view("www.example.org\0", 16));
    records.u16(2)
        .u16(16 + 4)
        .text(std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\1")
        .text(std::string_view("a\0b\0", 4));
    records.u16(0).u16(0);
    f.section().block(4, records.out).interface().packet(0, 1, "a", 1);
    const Reading got = read(f.out);
    ASSERT_EQ(got.info.names.size(), 3u);
    EXPECT_EQ(got.info.names[0].address, Address::ip4(0xc0000201));
    EXPECT_EQ(got.info.names[0].name, "www.example.org");
    EXPECT_EQ(got.info.names[2].address.text(), "2001:db8::1");
    EXPECT_EQ(got.info.names[2].name, "b");
  }
}

TEST(Pcapng, KeysOfTlsAreKept) {
  File f;
  f.section().block(10, f.body().u32(0x544c534b).u32(7).text("CLIENT_").pad().out);
  f.block(10, f.body().u32(0x57474b4c).u32(4).text("none").out);
  f.block(10, f.body().u32(0x544c534b).u32(99).text("cut.").out);
  EXPECT_EQ(read(f.out).info.secrets, "CLIENT_\n");
}

TEST(Pcapng, ProgramsAreTheToolsClaim) {
  File f;
  f.section().interface();
  f.block(0x80000001, f.body().u32(77).text(f.options(2, "httpd")).out);
  f.packet(0, 1, "a", 1, f.options(0x8001, f.number(0, 4)));
  f.packet(0, 1, "b", 1, f.options(1, "PID=4711"));
  f.packet(0, 1, "c", 1, f.options(1, "PID: 99\nCmd: /usr/sbin/apache2\nArgs: apache2 -k start\n"));
  f.packet(0, 1, "d", 1, f.options(0x8001, f.number(9, 4)));
  const Reading got = read(f.out);
  ASSERT_EQ(got.info.processes.size(), 3u);
  EXPECT_EQ(got.info.processes[0], (ProcessClaim{77, "httpd", "darwin"}));
  EXPECT_EQ(got.info.processes[1], (ProcessClaim{4711, "", "etl2pcapng"}));
  EXPECT_EQ(got.info.processes[2], (ProcessClaim{99, "/usr/sbin/apache2", "ptcpdump"}));
  EXPECT_EQ(got.frames[0].process, 1);
  EXPECT_EQ(got.frames[2].process, 3);
  EXPECT_EQ(got.frames[3].process, 0);
  EXPECT_TRUE(got.info.comments.empty());
}

TEST(Pcapng, TheHeaderOfPktapIsTakenOff) {
  File f;
  std::string header(108, '\0');
  header[0] = 108;
  header[8] = 1;
  header[36] = 2;
  header[52] = 42;
  header.replace(56, 4, "curl");
  f.section().interface(link::pktap).packet(0, 1, header + "frame", 113);
  const Reading got = read(f.out);
  ASSERT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.frames[0].data, "frame");
  EXPECT_EQ(got.frames[0].wire, 5u);
  EXPECT_EQ(got.frames[0].link, link::ethernet);
  EXPECT_EQ(got.frames[0].direction, Direction::outbound);
  EXPECT_EQ(got.info.processes.at(0), (ProcessClaim{42, "curl", "pktap"}));
  EXPECT_EQ(got.info.wire_bytes, 5u);
}

// ---- damage

TEST(Pcapng, APacketOfAnUnknownInterfaceIsSkippedAndCounted) {
  File f;
  f.section().packet(0, 1, "a", 1).interface().packet(1, 1, "b", 1).packet(0, 1, "c", 1);
  const Reading got = read(f.out);
  ASSERT_EQ(got.frames.size(), 1u);
  EXPECT_EQ(got.frames[0].number, 3u);
  EXPECT_EQ(got.damage("unknown-interface"), 2u);
}

TEST(Pcapng, CapturedLongerThanTheBlockIsSkippedAndCounted) {
  for (const uint32_t captured : {9u, 10u, 0x7fff'ffffu, 0xffff'fffcu, 0xffff'ffffu}) {
    File f;
    f.section().interface();
    f.block(6, f.body().u32(0).u32(0).u32(1).u32(captured).u32(captured).text("12345678").out);
    f.packet(0, 1, "good", 4);
    const Reading got = read(f.out);
    EXPECT_EQ(got.frames.size(), 1u) << captured;
    EXPECT_EQ(got.damage("bad-block"), 1u);
  }
}

TEST(Pcapng, BlocksTooShortForTheirTypeAreSurvived) {
  for (const uint32_t type : {0x0a0d0d0au, 1u, 2u, 3u, 4u, 5u, 6u, 9u, 10u, 0xbadu}) {
    for (size_t size = 0; size <= 32; size += 4) {
      for (const bool big : {false, true}) {
        File f(big);
        f.section().interface();
        const std::string magic = f.number(0x1a2b3c4d, 4);
        f.block(type, (type == 0x0a0d0d0a ? magic : std::string()) + std::string(size, '\0'));
        f.packet(0, 1, "a", 1);
        const Reading got = read(f.out, 5);
        EXPECT_EQ(got.info.packets, got.frames.size());
      }
    }
  }
}

TEST(Pcapng, FindsTheNextBlockBehindADamagedOne) {
  for (const uint32_t length : {0u, 8u, 36u, 40u, 0x0200'0000u, 0xffff'ffffu}) {
    File f;
    f.section().interface().packet(0, 1, "before", 6);
    const size_t damaged = f.out.size();
    f.packet(0, 2, "damaged", 7);
    const size_t resumed = f.out.size();
    f.packet(0, 3, "after", 5).packet(0, 4, "last", 4);
    f.out.replace(damaged + 4, 4, f.number(length, 4));
    if (length == 40) f.out[damaged + 4] = 44;  // one word too long: the trailer says otherwise
    const Reading got = read(f.out);
    ASSERT_EQ(got.frames.size(), 3u) << length;
    EXPECT_EQ(got.frames[1].data, "after");
    EXPECT_EQ(got.damage("skipped-bytes"), resumed - damaged);
    EXPECT_FALSE(got.info.truncated);
    for (const size_t piece : {1, 3, 11, 12, 40}) EXPECT_EQ(read(f.out, piece).summary(), got.summary());
  }
}

TEST(Pcapng, GivesUpAfterOneMebibyte) {
  File f;
  f.section().interface().packet(0, 1, "before", 6);
  f.out += std::string(2 << 20, '\xff');
  f.packet(0, 3, "after", 5);
  const Reading got = read(f.out, 65536);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_TRUE(got.info.truncated);
  EXPECT_TRUE(got.stuck);
}

TEST(Pcapng, AnOptionBeyondItsBlockIsCounted) {
  File f;
  f.section().interface().packet(0, 1, "a", 1, f.body().u16(1).u16(5000).u32(0).out);
  const Reading got = read(f.out);
  EXPECT_EQ(got.frames.size(), 1u);
  EXPECT_TRUE(got.info.comments.empty());
  EXPECT_EQ(got.damage("bad-option"), 1u);
}

TEST(Pcapng, CommentsAndInterfacesAreBounded) {
  File f;
  f.section();
  for (uint32_t i = 0; i < 5000; ++i) f.interface(1, i);
  for (int i = 0; i < 100; ++i) f.packet(0, 1, "a", 1, f.options(1, std::string(60000, 'c')));
  f.packet(4999, 1, "b", 1);
  const Reading got = read(f.out);
  EXPECT_EQ(got.frames.size(), 100u);
  EXPECT_EQ(got.info.interfaces.size(), 4096u);
  EXPECT_EQ(got.info.comments.size(), 64u);
  EXPECT_LE(got.info.comments[0].text.size(), 4096u);
  EXPECT_EQ(got.damage("too-many-interfaces"), 904u);
  EXPECT_EQ(got.damage("too-many-comments"), 36u);
  EXPECT_EQ(got.damage("unknown-interface"), 1u);
}

TEST(Pcapng, EveryBitFlippedIsSurvived) {
  const std::string good = sample().out;
  for (size_t bit = 96; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    const Reading got = read(bad, 17);
    EXPECT_EQ(got.info.packets, got.frames.size());
    EXPECT_EQ(got.summary(), read(bad).summary()) << bit;
  }
}

}  // namespace
}  // namespace culprit::capture
