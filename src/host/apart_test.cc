#include "host/apart.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace culprit::host {
namespace {

TEST(Apart, GivesWhatTheChildReturns) {
  EXPECT_EQ(apart([] { return std::string("word"); }, 100, 10), "word");
  EXPECT_EQ(apart([] { return std::string(); }, 100, 10), "");
  EXPECT_EQ(apart([] { return std::string(200000, 'x'); }, 200000, 10), std::string(200000, 'x'));
}

TEST(Apart, ChangesNothingHere) {
  int value = 1;
  apart([&] { return std::to_string(++value); }, 100, 10);
  EXPECT_EQ(value, 1);
}

TEST(Apart, SurvivesTheChildsEnd) {
  const auto killed = [](int signal) {
    return apart(
        [signal]() -> std::string {
          ::kill(::getpid(), signal), ::pause();
          return "late";
        },
        100, 10);
  };
  EXPECT_EQ(killed(SIGKILL), std::nullopt);
  EXPECT_EQ(killed(SIGSEGV), std::nullopt);
  EXPECT_EQ(killed(SIGABRT), std::nullopt);
  EXPECT_EQ(apart([]() -> std::string { ::_exit(3); }, 100, 10), std::nullopt);
}

TEST(Apart, HasLimits) {
  EXPECT_EQ(apart([] { return std::string(101, 'x'); }, 100, 10), std::nullopt);
  EXPECT_EQ(apart(
                []() -> std::string {
                  ::pause();
                  return "late";
                },
                100, 1),
            std::nullopt);
}

}  // namespace
}  // namespace culprit::host
