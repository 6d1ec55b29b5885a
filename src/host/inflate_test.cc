#include "host/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/hash.h"
#include "host/test_source.h"

namespace culprit::host {
namespace {

using test::StringSource;

std::string gzip(std::string_view plain, int level = 6) {
  std::string out(plain.size() + plain.size() / 100 + 1000, '\0');
  z_stream state{};
  deflateInit2(&state, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  state.avail_in = static_cast<uInt>(plain.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

std::string zstd(std::string_view plain, int window_log = 0) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  ZSTD_CCtx* state = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(state, ZSTD_c_checksumFlag, 1);
  if (window_log != 0) {
    ZSTD_CCtx_setParameter(state, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(state, ZSTD_c_contentSizeFlag, 0);
  }
  ZSTD_inBuffer in{plain.data(), plain.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_compressStream2(state, &to, &in, window_log != 0 ? ZSTD_e_flush : ZSTD_e_end);
  if (window_log != 0) ZSTD_compressStream2(state, &to, &in, ZSTD_e_end);
  ZSTD_freeCCtx(state);
  out.resize(to.pos);
  return out;
}
const std::string kSkippable{"\x50\x2a\x4d\x18\x03\0\0\0abc", 11};

/// Half noise, half repetition.
std::string sample(size_t size) {
  std::string out;
  for (uint64_t i = 0; out.size() < size; ++i) out += i % 2 != 0 ? static_cast<char>(mix(i)) : 'x';
  return out;
}

struct Got {
  std::string compression, head;
  test::Whole whole;
};
Got unpack(std::string bytes, size_t piece = SIZE_MAX) {
  Result<Input> input = inflate(std::make_unique<StringSource>(std::move(bytes), piece));
  if (!input) return {"", "", {"", input.error()}};
  return {input->compression, std::string(input->head.begin(), input->head.end()),
          test::read(*input->source)};
}

TEST(Inflate, TellsByContentAndKeepsTheHead) {
  const std::string plain = sample(10'000);
  const std::vector<std::pair<std::string, std::string>> inputs{
      {"", plain}, {"gzip", gzip(plain)}, {"zstd", zstd(plain)}, {"zstd", kSkippable + zstd(plain)}};
  for (const auto& [name, bytes] : inputs) {
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{7}, size_t{4096}, SIZE_MAX}) {
      const Got got = unpack(bytes, piece);
      EXPECT_EQ(got.compression, name);
      EXPECT_GE(got.head.size(), 64u);
      EXPECT_LE(got.head.size(), 4096u);
      EXPECT_TRUE(plain.starts_with(got.head));
      EXPECT_EQ(got.whole.bytes, plain);
      EXPECT_FALSE(got.whole.error);
    }
  }
}

TEST(Inflate, ShortAndEmptyInputsPass) {
  EXPECT_EQ(unpack("").whole.bytes, "");
  EXPECT_EQ(unpack("ab").whole.bytes, "ab");
  EXPECT_EQ(unpack("ab").head, "ab");
  EXPECT_EQ(unpack(gzip("")).compression, "gzip");
  EXPECT_FALSE(unpack(zstd("")).whole.error);
}

TEST(Inflate, ReadsSeveralMembersAndFrames) {
  const std::string a = sample(5000), b = sample(300), both = a + b;
  for (const size_t piece : {size_t{1}, size_t{100}, SIZE_MAX}) {
    EXPECT_EQ(unpack(gzip(a) + gzip("") + gzip(b), piece).whole.bytes, both);
    const Got got = unpack(zstd(a) + kSkippable + zstd(b), piece);
    EXPECT_EQ(got.whole.bytes, both);
    EXPECT_FALSE(got.whole.error);
  }
}

TEST(Inflate, WhatFollowsAGzipMemberIsPadding) {
  const std::string plain = sample(1000);
  for (const std::string& tail :
       {std::string(512, '\0'), std::string("garbage"), std::string("\x1fgarbage that is long")}) {
    for (const size_t piece : {size_t{1}, SIZE_MAX}) {
      const Got got = unpack(gzip(plain) + tail, piece);
      EXPECT_EQ(got.whole.bytes, plain);
      EXPECT_FALSE(got.whole.error) << got.whole.error->what;
    }
  }
}

TEST(Inflate, ACutStreamGivesWhatThereIsThenSaysSo) {
  const std::string plain = sample(500);
  for (const std::string& whole : {gzip(plain), zstd(plain)}) {
    for (size_t size = 4; size < whole.size(); ++size) {
      const Got got = unpack(whole.substr(0, size), 64);
      EXPECT_TRUE(plain.starts_with(got.whole.bytes));
      ASSERT_TRUE(got.whole.error) << size;
      EXPECT_NE(got.whole.error->what.find("cut off"), std::string::npos) << got.whole.error->what;
    }
  }
  EXPECT_GT(unpack(gzip(plain).substr(0, 300)).whole.bytes.size(), 100u);
}

TEST(Inflate, ADamagedStreamGivesWhatThereIsThenSaysSo) {
  const std::string plain = sample(300'000);
  for (std::string whole : {gzip(plain), zstd(plain)}) {
    for (size_t i = 0; i < 200; ++i) whole[whole.size() - 2000 + i] = static_cast<char>(mix(i));
    const Got got = unpack(whole, 1000);
    EXPECT_GT(got.whole.bytes.size(), 100'000u);
    EXPECT_EQ(got.whole.bytes.substr(0, 100'000), plain.substr(0, 100'000));
    ASSERT_TRUE(got.whole.error);
    EXPECT_NE(got.whole.error->what.find("damaged"), std::string::npos) << got.whole.error->what;
  }
}

TEST(Inflate, ASmallDamagedFrameIsNotLostAsAWhole) {
  std::string packed = zstd(sample(300'000));
  packed[packed.size() - 1] ^= 1;  // the checksum
  EXPECT_EQ(unpack(packed).whole.bytes, sample(300'000));
  EXPECT_TRUE(unpack(packed).whole.error);
}

TEST(Inflate, GarbageBehindAZstdFrameIsDamage) {
  const Got got = unpack(zstd(sample(1000)) + "garbage");
  EXPECT_EQ(got.whole.bytes, sample(1000));
  EXPECT_TRUE(got.whole.error);
}

TEST(Inflate, AnErrorOfTheSourceComesAfterWhatWasRead) {
  const std::string plain = sample(3000), packed = gzip(plain);
  auto source = std::make_unique<StringSource>(packed.substr(0, 1000), 100, Error{"The disk broke.", "", ""});
  const Result<Input> input = inflate(std::move(source));
  ASSERT_TRUE(input);
  const test::Whole got = test::read(*input->source);
  EXPECT_GT(got.bytes.size(), 500u);
  EXPECT_EQ(got.error->what, "The disk broke.");
}

TEST(Inflate, RefusesAWindowBeyond128Mebibytes) {
  const Got got = unpack(zstd(sample(1000), 28));
  ASSERT_TRUE(got.whole.error);
  EXPECT_NE(got.whole.error->what.find("128 MiB"), std::string::npos) << got.whole.error->what;
}

TEST(Inflate, StopsABomb) {
  // zstd swells by the ten thousand; 300 MiB of zeros are enough to tell.
  const std::string zeros(64 << 20, '\0');
  const std::string part = zstd(zeros);
  std::string bomb;
  for (int i = 0; i < 8; ++i) bomb += part;
  const Result<Input> input = inflate(std::make_unique<StringSource>(bomb));
  ASSERT_TRUE(input);
  uint64_t given = 0;
  for (;;) {
    const Result<Bytes> piece = input->source->next();
    if (!piece) {
      EXPECT_NE(piece.error().what.find("thousandfold"), std::string::npos);
      break;
    }
    ASSERT_FALSE(piece->empty()) << "was not stopped";
    given += piece->size();
  }
  EXPECT_GE(given, uint64_t{256} << 20);
  EXPECT_LT(given, uint64_t{258} << 20);
}

TEST(Inflate, EndsAfterAnError) {
  const Result<Input> input = inflate(std::make_unique<StringSource>(gzip(sample(3000)).substr(0, 1500)));
  EXPECT_TRUE(test::read(*input->source).error);
  EXPECT_TRUE(input->source->next()->empty());
}

}  // namespace
}  // namespace culprit::host
