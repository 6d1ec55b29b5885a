#include "capture/reader.h"

#include <gtest/gtest.h>

#include "capture/pieces.h"
#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::Writer;

std::string empty_pcap(bool big) {
  return Writer{big, {}}.u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1).out;
}

TEST(OpenReader, TellsFormatsByContent) {
  EXPECT_EQ((*open_reader(Bytes{empty_pcap(true)}, 0))->info().format, "pcap");
  for (const bool big : {false, true}) {
    Writer w{big, {}};
    w.u32(0x0a0d0d0a).u32(28).u32(0x1a2b3c4d).u16(1).u16(0).u64(UINT64_MAX).u32(28);
    EXPECT_EQ((*open_reader(Bytes{w.out}, 0))->info().format, "pcapng");
  }
}

TEST(OpenReader, RefusesWithASentenceAndANextStep) {
  for (const std::string_view bytes :
       {std::string_view{}, std::string_view{"hello"}, std::string_view{"\xd4\xc3\xb2", 3}}) {
    const auto reader = open_reader(Bytes{bytes}, 0);
    ASSERT_FALSE(reader);
    EXPECT_FALSE(reader.error().what.empty());
    EXPECT_FALSE(reader.error().next.empty());
  }
}

TEST(OpenReader, NumbersTheFile) {
  std::string bytes = empty_pcap(false) + Writer{}.u32(1).u32(2).u32(1).u32(1).text("x").out;
  const auto reader = *open_reader(Bytes{bytes}, 7);
  Frame frame;
  reader->push(Bytes{bytes});
  EXPECT_EQ(reader->pull({&frame, 1}), 0u);  // which relative of pcap it is, later records would tell
  reader->finish();
  ASSERT_EQ(reader->pull({&frame, 1}), 1u);
  EXPECT_EQ(frame.ref, (FrameRef{7, 1}));
  EXPECT_EQ(reader->pull({&frame, 1}), 0u);
}

TEST(OpenReader, AnEmptyBatchAsksForNothing) {
  const std::string bytes = empty_pcap(false);
  const auto reader = *open_reader(Bytes{bytes}, 0);
  reader->push(Bytes{bytes});
  EXPECT_EQ(reader->pull({}), 0u);
}

TEST(OpenReader, AFormatOpenedOnForeignBytesIsStuckOrLost) {
  for (const Format* format : formats()) {
    const auto reader = format->open(0);
    const test::Reading got = test::read(*reader, std::string(100, 'x'));
    EXPECT_TRUE(got.frames.empty());
    EXPECT_TRUE(got.info.truncated);
    EXPECT_FALSE(got.info.damage.empty());
  }
}

TEST(Pieces, ViewsThePieceAndCopiesOnlyWhatStraddles) {
  Pieces pieces;
  const std::string first = "abcdef", second = "ghijkl";
  pieces.push(Bytes{first});
  EXPECT_EQ(pieces.view().data(), Bytes{first}.data());
  pieces.consume(4);
  EXPECT_FALSE(!pieces.more(4) ||
               pieces.more(4));  // adds nothing twice: "ef" is carried, then there is no more
  EXPECT_EQ(pieces.view().text(), "ef");
  pieces.push(Bytes{second});
  EXPECT_TRUE(pieces.more(4));
  EXPECT_EQ(pieces.view().text(), "efgh");
  EXPECT_EQ(pieces.offset(), 4u);
  pieces.consume(4);
  EXPECT_EQ(pieces.view().data(), Bytes{second}.data() + 2);
  EXPECT_EQ(pieces.offset(), 8u);
}

}  // namespace
}  // namespace culprit::capture
