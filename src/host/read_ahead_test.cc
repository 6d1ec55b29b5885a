#include "host/read_ahead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "host/test_source.h"

namespace culprit::host {
namespace {

using test::StringSource;

std::string counting(size_t size) {
  std::string out;
  for (size_t i = 0; i < size; ++i) out += static_cast<char>(i * 31 >> 3);
  return out;
}

/// Counts how often it was asked.
class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(std::atomic<int>& asked) : asked_(asked) {}
  Result<Bytes> next() override {
    ++asked_;
    return Bytes{std::string_view{"again"}};
  }

 private:
  std::atomic<int>& asked_;
};

TEST(ReadAhead, GivesTheSameBytes) {
  const std::string bytes = counting(100'000);
  for (const size_t piece : {size_t{1}, size_t{999}, size_t{65536}, SIZE_MAX}) {
    const std::string part = piece == 1 ? bytes.substr(0, 2000) : bytes;
    const auto source = read_ahead(std::make_unique<StringSource>(part, piece));
    EXPECT_EQ(test::read(*source).bytes, part);
    EXPECT_TRUE(source->next()->empty());
  }
}

TEST(ReadAhead, PiecesLiveUntilTheNextCall) {
  const auto source = read_ahead(std::make_unique<StringSource>("aabbcc", 2));
  const Bytes first = *source->next();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(first.text(), "aa");
  EXPECT_EQ(source->next()->text(), "bb");
}

TEST(ReadAhead, AnErrorComesAfterWhatWasRead) {
  const auto source = read_ahead(std::make_unique<StringSource>("abcdef", 2, Error{"broken", "", ""}));
  const test::Whole got = test::read(*source);
  EXPECT_EQ(got.bytes, "abcdef");
  EXPECT_EQ(got.error->what, "broken");
  EXPECT_TRUE(source->next()->empty());
}

TEST(ReadAhead, MayBeDestroyedAtAnyTime) {
  for (int taken = 0; taken < 5; ++taken) {
    const auto source = read_ahead(std::make_unique<StringSource>(counting(10'000), 10));
    for (int i = 0; i < taken; ++i) EXPECT_EQ(source->next()->size(), 10u);
  }
}

TEST(ReadAhead, IsBounded) {
  std::atomic<int> asked{0};
  const auto source = read_ahead(std::make_unique<CountingSource>(asked));
  EXPECT_EQ(source->next()->text(), "again");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LE(asked, 2);
}

}  // namespace
}  // namespace culprit::host
