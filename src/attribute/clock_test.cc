#include "attribute/clock.h"

#include <gtest/gtest.h>

namespace culprit::attribute {
namespace {

/// A request every 0.7 s; the log's clock is `offset` ahead and cut to seconds.
std::vector<ClockPair> pairs(int n, double offset_s, double drift = 0) {
  std::vector<ClockPair> out;
  for (int i = 0; i < n; ++i) {
    const auto wire = static_cast<int64_t>((1e6 + i * 0.7) * 1e9);
    const double logged = 1e6 + i * 0.7 + offset_s + drift * i * 0.7;
    const int64_t cut = static_cast<int64_t>(logged) * kSecond;
    out.push_back({{wire}, cut - wire, cut + kSecond - wire, static_cast<uint32_t>(i)});
  }
  return out;
}

TEST(Clock, ManyRequestsNarrowItDown) {
  const auto fit = fit_clock(pairs(50, 3.25));
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->pieces.size(), 1u);
  EXPECT_EQ(fit->matched, 50u);
  EXPECT_NEAR(static_cast<double>(fit->at({0}).middle()) / 1e9, 3.25, 0.1);
  EXPECT_LT(fit->at({0}).width(), 200 * kMillisecond);
}

TEST(Clock, MismatchesDoNotMoveIt) {
  auto all = pairs(50, -3600.4);
  for (uint32_t i = 0; i < 8; ++i)
    all.push_back({{static_cast<int64_t>(1e15) + i * kSecond}, 77 * kSecond, 78 * kSecond, 100 + i});
  const auto fit = fit_clock(all);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(static_cast<double>(fit->at({INT64_MAX}).middle()) / 1e9, -3600.4, 0.1);
}

TEST(Clock, DriftIsFollowedInPieces) {
  const auto fit = fit_clock(pairs(2000, 0.5, 0.01));  // 1 % fast: 14 s in the end
  ASSERT_TRUE(fit);
  EXPECT_GT(fit->pieces.size(), 4u);
  const Time late{static_cast<int64_t>((1e6 + 1900 * 0.7) * 1e9)};
  EXPECT_NEAR(static_cast<double>(fit->at(late).middle()) / 1e9, 0.5 + 0.01 * 1900 * 0.7, 1.5);
}

TEST(Clock, NothingMatchesNothing) { EXPECT_FALSE(fit_clock({})); }

TEST(Clock, OfTwoPossibleOffsetsTheSmaller) {
  const std::vector<ClockPair> twice{{{0}, 7 * 3600 * kSecond, 7 * 3600 * kSecond + kSecond, 0},
                                     {{0}, -kSecond / 2, kSecond / 2, 0}};
  const auto fit = fit_clock(twice);
  ASSERT_TRUE(fit);
  EXPECT_LT(std::abs(fit->at({0}).middle()), kSecond);
}

TEST(Clock, ProxiesAreSeenThrough) {
  message::Message m;
  m.start = m.end = {1000 * kSecond + kSecond / 2};
  m.first.frame = 7;
  m.method = "GET";
  m.line = "GET /x?y=1 HTTP/1.1";
  m.client = *Address::parse("10.0.0.1");
  m.fields.push_back({message::Place::header, "X-Forwarded-For", "203.0.113.5"});
  ClockMatcher matcher;
  matcher.expect(m);
  capture::LogLine line;
  line.client = "203.0.113.5";  // remoteip
  line.method = "GET";
  line.target = "/x?y=1";
  line.time = {1002 * kSecond};
  matcher.take(line, kSecond, {});
  line.client = "198.51.100.1";  // somebody else
  line.time = {1500 * kSecond};
  matcher.take(line, kSecond, {});
  const auto fit = matcher.fit();
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->asked, 1u);
  EXPECT_NEAR(static_cast<double>(fit->at({0}).middle()) / 1e9, 2.0, 0.01);
}

}  // namespace
}  // namespace culprit::attribute
