#include <gtest/gtest.h>

#include "report/exporter.h"
#include "report/hostile.h"
#include "report/plot_axis.h"

namespace culprit::report {

extern const Exporter svg;

namespace {

TEST(PlotAxis, RoundSteps) {
  EXPECT_DOUBLE_EQ(round_step(823, 5), 200);
  EXPECT_DOUBLE_EQ(round_step(1000, 5), 200);
  EXPECT_DOUBLE_EQ(round_step(0.9, 5), 0.2);
  EXPECT_DOUBLE_EQ(round_step(0, 5), 1);
}

TEST(PlotAxis, RoundTimesStayWithinAndAreFew) {
  const Time start{1'299'262'801'500'000'000};
  for (const int64_t span :
       {kMillisecond, kSecond, 90 * kSecond, 86400 * kSecond, 400 * 86400 * kSecond, int64_t{0}}) {
    const auto times = round_times(start, start + span, 8);
    EXPECT_LE(times.size(), 9u) << span;
    for (const Time t : times) EXPECT_TRUE(t >= start && t <= start + span);
  }
  const auto times = round_times(start, start + 60 * kSecond, 8);
  ASSERT_FALSE(times.empty());
  EXPECT_EQ(short_time(times[0], start, start + 60 * kSecond), "18:20:10");
  EXPECT_EQ(short_time(start, start, start + 3600 * kSecond), "18:20");
  EXPECT_EQ(short_time(start, start, start + kSecond), "18:20:01.500");
  EXPECT_EQ(short_time(start, start, start + 86400 * kSecond), "03-04 18:20");
}

TEST(Svg, DrawsLinesMarksAndFloods) {
  const std::string text = svg.write(hostile(), Words(), {});
  EXPECT_TRUE(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_NE(text.find("class=\"line f0\""), std::string::npos) << "the flood";
  EXPECT_NE(text.find("class=\"mark order\""), std::string::npos);
  EXPECT_NE(text.find("class=\"span\""), std::string::npos);
  EXPECT_NE(text.find("flood begins"), std::string::npos);
  EXPECT_EQ(text.find("<img"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

TEST(Svg, WithoutPacketsItSaysSo) {
  EXPECT_NE(svg.write(Case{}, Words(), {}).find("There is nothing to draw."), std::string::npos);
}

}  // namespace
}  // namespace culprit::report
