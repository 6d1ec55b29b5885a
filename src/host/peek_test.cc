#include "host/peek.h"

#include <gtest/gtest.h>

#include "host/test_source.h"

namespace culprit::host {
namespace {

using test::StringSource;

TEST(Peek, ShowsTheBeginningAndLosesNothing) {
  const std::string bytes = "abcdefghij";
  for (size_t piece = 1; piece <= 11; ++piece) {
    for (size_t count = 0; count <= 12; ++count) {
      PeekSource source(std::make_unique<StringSource>(bytes, piece));
      const Bytes head = source.peek(count);
      EXPECT_GE(head.size(), std::min(count, bytes.size()));
      EXPECT_TRUE(bytes.starts_with(head.text()));
      EXPECT_EQ(test::read(source).bytes, bytes);
    }
  }
}

TEST(Peek, ALongFirstPieceIsNotCopied) {
  const std::string bytes(1000, 'x');
  PeekSource source(std::make_unique<MemorySource>(Bytes{bytes}));
  EXPECT_EQ(source.peek(64).data(), Bytes{bytes}.data());
}

TEST(Peek, AnErrorMetWhileLookingComesInItsTurn) {
  PeekSource source(std::make_unique<StringSource>("abc", 2, Error{"broken", "", ""}));
  EXPECT_EQ(source.peek(64).text(), "abc");
  const test::Whole got = test::read(source);
  EXPECT_EQ(got.bytes, "abc");
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->what, "broken");
  EXPECT_TRUE(source.next()->empty());
}

}  // namespace
}  // namespace culprit::host
